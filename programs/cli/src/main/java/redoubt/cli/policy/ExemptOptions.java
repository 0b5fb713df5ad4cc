package redoubt.cli.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Namespaces that nobody asks about, as they were named when the cluster was installed. */
final class ExemptOptions {
  @Option(
      names = "--exempt",
      paramLabel = "NAMESPACE",
      description =
          "Whose pods nobody asks about, as with admission install; may be repeated (default:"
              + " kube-system).")
  List<String> exempt = new ArrayList<>();

  @Option(names = "--exempt-none", description = "The pods of every namespace are asked about.")
  boolean exemptNone;

  boolean isBoth() {
    return exemptNone && !exempt.isEmpty();
  }

  void putInto(ObjectNode wish) {
    ArrayNode names = wish.putArray("exempt");
    if (!exemptNone) {
      (exempt.isEmpty() ? List.of("kube-system") : exempt).forEach(names::add);
    }
  }
}
