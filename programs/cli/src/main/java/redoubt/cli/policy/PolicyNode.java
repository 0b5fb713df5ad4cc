package redoubt.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Verb;
import redoubt.cli.text.SmallFile;
import redoubt.cli.text.Table;

/** Writes policies for the container runtime of nodes. */
@Command(
    name = "node",
    description = {
      "Writes policies for the container runtime of nodes, which sees what no API server asks"
          + " about.",
      "That is static pods, and who talks to a node itself. What is written needs neither this"
          + " server nor Java, and says what was known when it was: write it anew as images are"
          + " signed. Whatever is known by then to be refused, and what is not known, is refused."
    },
    footer = {
      "Examples:",
      "  redoubt policy node --runtime containerd --cluster prod --exempt 'registry.k8s.io/*'"
          + " --out image-verifier",
      "  redoubt policy node policies.yaml --runtime cri-o --out containers"
    })
public final class PolicyNode extends Verb {
  @Parameters(arity = "0..1", paramLabel = "FILE", description = "Policies, YAML or JSON.")
  @Nullable Path file;

  @Option(names = "--cluster", paramLabel = "CLUSTER", description = "Name or id.")
  @Nullable String cluster;

  @Option(
      names = "--runtime",
      required = true,
      paramLabel = "RUNTIME",
      description = "containerd (2.1 or newer) or cri-o.")
  String runtime = "";

  @Option(
      names = "--exempt",
      paramLabel = "IMAGES",
      description = "What nodes themselves need, such as 'registry.k8s.io/*'; may be repeated.")
  List<String> exempt = new ArrayList<>();

  @Option(
      names = "--registry",
      paramLabel = "HOST[:PORT]",
      description =
          "How nodes call this server; may be repeated (default: as this command does). Those that"
              + " policies name are known.")
  List<String> registries = new ArrayList<>();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the files go; what is there is replaced.")
  Path directory = Path.of("");

  @Override
  public Integer call() throws IOException {
    if (!List.of("containerd", "cri-o").contains(runtime)) {
      throw wrongUsage("--runtime is containerd or cri-o.");
    }
    ObjectNode wish = object().put("runtime", runtime);
    if (file != null && cluster == null) {
      wish.put("policies", SmallFile.text(file));
    } else if (cluster != null && file == null) {
      wish.put("cluster", cluster);
    } else {
      throw wrongUsage("Name a file with policies, or a cluster with --cluster.");
    }
    exempt.forEach(wish.putArray("exempt")::add);
    List<String> called =
        registries.isEmpty()
            ? List.of(redoubt().reachedFromElsewhere().server().getAuthority())
            : registries;
    called.forEach(wish.putArray("registries")::add);
    JsonNode answer = api().post("/v1/instances/" + instance() + "/image-policies/node", wish);
    List<String> stale = new NodeDirectory(directory).put(answer.path("files"));
    for (JsonNode note : answer.path("notes")) {
      terminal().err().println("redoubt: " + Table.printable(note.asText()));
    }
    for (String one : stale) {
      terminal()
          .err()
          .println("redoubt: " + one + " is of before, and no policy has it any more: delete it.");
    }
    terminal().err().flush();
    ObjectNode tree = object().put("directory", directory.toString());
    answer.path("files").forEach(one -> tree.withArray("files").add(one.path("path").asText()));
    tree.set("notes", answer.path("notes"));
    stale.forEach(tree.putArray("stale")::add);
    output().show(tree, written(answer));
    return 0;
  }

  private String written(JsonNode answer) {
    StringBuilder text = new StringBuilder();
    answer
        .path("files")
        .forEach(one ->
            text.append(Table.printable(directory.resolve(one.path("path").asText()).toString()))
                .append('\n'));
    return text.toString();
  }
}
