package redoubt.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Exit;
import redoubt.cli.Verb;
import redoubt.cli.text.SmallFile;
import redoubt.cli.text.Table;

/** Says whether an image would be admitted. */
@Command(
    name = "test",
    description = {
      "Says whether an image would be admitted, by which policy, and why.",
      "Policies are those of a file, which are only tried, or those that a cluster has."
    },
    footer = {
      "Examples:",
      "  redoubt policy test policies.yaml --image registry.example.org/team/app:v1 --namespace"
          + " team",
      "  redoubt policy test --cluster prod --image nginx",
      "Ends with 1 when the image would be refused."
    })
public final class PolicyTest extends Verb {
  @Parameters(arity = "0..1", paramLabel = "FILE", description = "Policies, YAML or JSON.")
  @Nullable Path file;

  @Option(names = "--cluster", paramLabel = "CLUSTER", description = "Name or id.")
  @Nullable String cluster;

  @Option(
      names = "--image",
      required = true,
      paramLabel = "IMAGE",
      description = "As a pod would name it.")
  String image = "";

  @Option(
      names = "--namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "default",
      description = "Of the cluster, in which the pod would be (default: ${DEFAULT-VALUE}).")
  String namespace = "";

  @Override
  public Integer call() {
    ObjectNode wish = object().put("image", image).put("namespace", namespace);
    if (file != null && cluster == null) {
      wish.put("policies", SmallFile.text(file));
    } else if (cluster != null && file == null) {
      wish.put("cluster", cluster);
    } else {
      throw wrongUsage("Name a file with policies, or a cluster with --cluster.");
    }
    JsonNode answer = api().post("/v1/instances/" + instance() + "/image-policies/test", wish);
    output().show(answer, text(answer));
    return answer.path("admitted").asBoolean() ? Exit.DONE : Exit.NO;
  }

  private static String text(JsonNode answer) {
    StringBuilder text = new StringBuilder();
    boolean holds = answer.path("holds").asBoolean();
    text.append(
            holds
                ? "admitted     "
                : answer.path("admitted").asBoolean()
                    ? "ADMITTED, though not as the policy wants it ("
                        + answer.path("mode").asText()
                        + ")  "
                    : "REFUSED      ")
        .append(Table.printable(answer.path("image").asText()))
        .append(" in the namespace ")
        .append(Table.printable(answer.path("namespace").asText()))
        .append('\n');
    if (answer.has("policy")) {
      text.append("by           ").append(Table.printable(answer.path("policy").asText()));
      if (answer.has("entry")) {
        text.append(", entry ").append(Table.printable(answer.path("entry").asText()));
      }
      text.append('\n');
    }
    if (answer.has("digest")) {
      text.append("digest       ").append(answer.path("digest").asText()).append('\n');
    }
    if (answer.has("said")) {
      text.append(Table.printable(answer.path("said").asText())).append('\n');
      text.append(Table.printable(answer.path("remedy").asText())).append('\n');
    }
    return text.toString();
  }
}
