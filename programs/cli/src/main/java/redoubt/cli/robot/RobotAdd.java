package redoubt.cli.robot;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Sources;
import redoubt.cli.Verb;
import redoubt.cli.text.Moment;

/** Adds a robot. */
@Command(
    name = "add",
    description = {
      "Adds a robot and prints its API key, once.",
      "It logs in as robot.NAMESPACE.NAME, or as iamapikey, with the key as the password."
    },
    footer = {
      "Examples:",
      "  redoubt robot add ci --namespace team --role writer --expires 90d --out ci.apikey",
      "  redoubt robot add pull --namespace team --repository app --role reader --expires 1d"
    })
public final class RobotAdd extends Verb {
  private static final Set<String> ROLES = Set.of("reader", "writer");

  @Parameters(
      paramLabel = "NAME",
      description = "1 to 40 lower-case letters, digits, dashes and underscores.")
  String name = "";

  @Option(
      names = "--namespace",
      paramLabel = "NAMESPACE",
      required = true,
      description = "Where it may push or pull.")
  String namespace = "";

  @Option(
      names = "--repository",
      paramLabel = "REPOSITORY",
      description = "In this repository of the namespace only.")
  @Nullable String repository;

  @Option(
      names = "--role",
      paramLabel = "reader|writer",
      required = true,
      description = "A reader pulls, a writer pushes and deletes too.")
  String role = "";

  @Option(
      names = "--expires",
      paramLabel = "TIME",
      required = true,
      description = "Days from now, such as 90d, or a date in UTC, such as 2027-01-31.")
  String expires = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "A new file, 0600, for the key; then it is not printed.")
  @Nullable Path out;

  @Override
  public Integer call() throws IOException {
    if (out != null && Files.exists(out)) {
      throw new FileAlreadyExistsException(out.toString());
    }
    if (!ROLES.contains(role.toLowerCase(Locale.ROOT))) {
      throw wrongUsage("--role is reader or writer, not " + role + ".");
    }
    ObjectNode wish = object().put("name", name).put("namespace", namespace).put("role", role);
    if (expires.matches("[0-9]{1,4}d")) {
      wish.put("expiresInDays", Integer.parseInt(expires.substring(0, expires.length() - 1)));
    } else {
      wish.put("expiresAt", moment().toString());
    }
    if (repository != null) {
      wish.put("repository", repository);
    }
    ObjectNode made = (ObjectNode) api().post("/v1/instances/" + instance() + "/robots", wish);
    String secret = made.path("apikey").asText();
    if (out != null) {
      Sources.write(out, (secret + "\n").getBytes(StandardCharsets.US_ASCII));
      made.remove("apikey");
      output().done("The API key of " + made.path("robot").asText() + " is in " + out + ".", made);
    } else {
      output().show(made, secret + "\n");
      if (output().isForPeople()) {
        terminal()
            .err()
            .println(
                "Keep it now: it is not shown again. Its user name is "
                    + made.path("robot").asText()
                    + ".");
      }
    }
    return 0;
  }

  private Instant moment() {
    return Moment.parse(expires)
        .orElseThrow(() ->
            wrongUsage(
                "--expires is a number of days, such as 90d, or a date, such as 2027-01-31, not "
                    + expires
                    + "."));
  }
}
