package redoubt.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Exit;
import redoubt.cli.Sources;
import redoubt.cli.Verb;
import redoubt.cli.http.Api;
import redoubt.cli.text.SmallFile;
import redoubt.cli.text.Table;

/** Says what policies would refuse of what is used. */
@Command(
    name = "rehearse",
    description = {
      "Says which images that run in a cluster, or were admitted lately, policies would refuse.",
      "Nothing is changed. The policies count in place of those of the cluster with the same kind"
          + " and name, the others stay; with --only, they count in place of all. What runs is"
          + " judged as it runs, whatever its tag means by now.",
      "With --grandfather, the policies are written with exceptions for what they would refuse, by"
          + " digest, which end on a day: apply them, and what runs runs on."
    },
    footer = {
      "Examples:",
      "  redoubt policy rehearse policies.yaml --cluster prod",
      "  redoubt policy rehearse policies.yaml --cluster prod --grandfather 2027-01-31 | kubectl"
          + " apply -f -",
      "Ends with 1 when something would be refused, also in spite of exceptions; with 3 when"
          + " nothing would, but not all could be looked at."
    })
public final class PolicyRehearse extends Verb {
  /** A cluster is asked for its pods, and each image is judged. */
  static final Duration LONGEST = Duration.ofMinutes(2);

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Policies, YAML or JSON.")
  List<Path> files = new ArrayList<>();

  @Option(names = "--cluster", required = true, paramLabel = "CLUSTER", description = "Name or id.")
  String cluster = "";

  @Option(
      names = "--namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "default",
      description = "Of policies that say none (default: ${DEFAULT-VALUE}).")
  String namespace = "";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      defaultValue = "7d",
      description =
          "How far back admissions count: 7d, 12h, 30m; 14d at most (default: ${DEFAULT-VALUE}).")
  String since = "";

  @Option(names = "--only", description = "No other policies of the cluster count.")
  boolean only;

  @Option(
      names = "--grandfather",
      paramLabel = "DATE",
      description =
          "Write the policies with exceptions until then, such as 2027-01-31, for what they would"
              + " refuse.")
  @Nullable String grandfather;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      description = "Where they are written (default: the output; what was found goes to stderr).")
  @Nullable Path to;

  @Mixin ExemptOptions exempt = new ExemptOptions();

  @Override
  public Integer call() throws IOException {
    if (exempt.isBoth()) {
      throw wrongUsage("--exempt-none and --exempt exclude each other.");
    }
    if (to != null && grandfather == null) {
      throw wrongUsage("--to is where --grandfather writes; say until when.");
    }
    if (to != null && Files.exists(to)) {
      throw new FileAlreadyExistsException(to.toString());
    }
    String policies =
        files.stream()
            .map(SmallFile::text)
            .map(text -> text.endsWith("\n") ? text : text + "\n")
            .collect(Collectors.joining("---\n"));
    ObjectNode wish =
        object()
            .put("cluster", cluster)
            .put("policies", policies)
            .put("namespace", namespace)
            .put("since", since)
            .put("only", only);
    exempt.putInto(wish);
    if (grandfather != null) {
      wish.put("grandfather", grandfather);
    }
    JsonNode found =
        api()
            .json(
                Api.Call.of("POST", "/v1/instances/" + instance() + "/image-policies/rehearse")
                    .with(wish)
                    .within(LONGEST));
    if (grandfather == null) {
      output().show(found, text(found));
      return exit(found, found.path("refused"));
    }
    return grandfathered(found, policies);
  }

  private int grandfathered(JsonNode found, String policies) throws IOException {
    JsonNode more = found.path("grandfathered");
    String exceptions = more.path("policies").asText();
    String all = exceptions.isEmpty() ? policies : policies + "---\n" + exceptions;
    if (to != null) {
      Sources.write(to, all.getBytes(StandardCharsets.UTF_8));
      output().show(found, text(found) + excepted(more, " in " + to));
    } else if (output().isForPeople()) {
      terminal().err().print(text(found) + excepted(more, ""));
      output().show(found, all);
    } else {
      output().show(((ObjectNode) found).put("policies", all), all);
    }
    return exit(found, more.path("left"));
  }

  private static String excepted(JsonNode more, String where) {
    long left = more.path("left").size() + more.path("leftLeft").asLong();
    return "\n"
        + FoundText.count(more.path("exceptions").asLong(), "exception")
        + where
        + "; with them, "
        + (left == 0 ? "nothing would be refused.\n" : "this would still be refused.\n")
        + FoundText.section(more, "left", "STILL REFUSED");
  }

  private static int exit(JsonNode found, JsonNode refused) {
    if (!refused.isEmpty()) {
      return Exit.NO;
    }
    return found.has("problem") || found.path("unjudged").asLong() > 0 ? Exit.COULD_NOT : Exit.DONE;
  }

  private static String text(JsonNode found) {
    String replaced =
        StreamSupport.stream(found.path("replaced").spliterator(), false)
            .map(JsonNode::asText)
            .map(Table::printable)
            .collect(Collectors.joining(", "));
    return FoundText.looked(found)
        + (replaced.isEmpty()
            ? "All policies of the cluster count, too.\n"
            : "In place of the cluster's own: " + replaced + ".\n")
        + FoundText.section(found, "refused", "WOULD BE REFUSED")
        + FoundText.section(found, "warned", "WOULD BE ADMITTED WITH A WARNING")
        + FoundText.section(found, "opened", "WOULD BE ADMITTED, AND IS REFUSED TODAY")
        + FoundText.stays(found)
        + (found.path("refused").isEmpty() ? "\nNothing would be refused.\n" : "");
  }
}
