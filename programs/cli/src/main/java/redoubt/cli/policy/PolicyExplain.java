package redoubt.cli.policy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.admission.document.PolicyFile;
import redoubt.admission.document.PolicyWriter;
import redoubt.admission.policy.Candidate;
import redoubt.admission.policy.Choice;
import redoubt.admission.policy.Policies;
import redoubt.cli.Exit;
import redoubt.cli.Verb;
import redoubt.cli.text.SmallFile;
import redoubt.oci.ImageReference;

/** Says which entry of policies is about an image. */
@Command(
    name = "explain",
    description = {
      "Says which entry of policies decides on an image, and what it asks for.",
      "Nothing is asked of the server: whether the image is as it is asked for, test says."
    },
    footer = {
      "Example:",
      "  redoubt policy explain policies.yaml --image nginx --namespace shop",
      "Ends with 1 when no entry is about the image, so that it would be refused."
    })
public final class PolicyExplain extends Verb {
  @Parameters(paramLabel = "FILE", description = "Policies, YAML or JSON.")
  Path file = Path.of("");

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
    Policies policies = new Policies(PolicyFile.read(SmallFile.text(file), namespace));
    String full =
        ImageReference.parse(image)
            .orElseThrow(() -> wrongUsage(image + " is no name of an image."))
            .normal()
            .toString();
    List<String> forms = Stream.of(image, full).distinct().toList();
    List<Candidate> candidates = policies.candidates(namespace, forms);
    Choice choice = policies.choose(namespace, forms, Instant.now());
    output().show(tree(full, candidates), text(full, policies, candidates, choice));
    return candidates.isEmpty() && !(choice instanceof Choice.Exempt) ? Exit.NO : Exit.DONE;
  }

  private ObjectNode tree(String full, List<Candidate> candidates) {
    ObjectNode tree = object().put("image", image).put("name", full).put("namespace", namespace);
    ArrayNode entries = tree.putArray("entries");
    candidates.forEach(one ->
        entries
            .addObject()
            .put("policy", one.policy().toString())
            .put("entry", one.entry().images().text())
            .put("matched", one.form())
            .put("exact", one.exact())
            .put("weight", one.entry().images().weight()));
    return tree;
  }

  private String text(String full, Policies policies, List<Candidate> candidates, Choice choice) {
    StringBuilder text = new StringBuilder();
    if (!full.equals(image)) {
      text.append(image).append(" is ").append(full).append(".\n");
    }
    text.append(
        policies.hasOwn(namespace)
            ? "The namespace %s has policies of its own, so no other counts.%n".formatted(namespace)
            : "The namespace %s has no policy of its own: those of the cluster count.%n"
                .formatted(namespace));
    if (choice instanceof Choice.Exempt exempt) {
      text.append("An exception of ")
          .append(exempt.policy())
          .append(" admits it until ")
          .append(exempt.exemption().until())
          .append(": ")
          .append(exempt.exemption().reason())
          .append('\n');
    }
    if (candidates.isEmpty()) {
      return text.append("No entry is about the image.\n").toString();
    }
    text.append("Entries that are about it, the one that decides first:\n");
    candidates.forEach(one ->
        text.append("  ")
            .append(one.policy())
            .append("  ")
            .append(one.entry().images())
            .append(
                one.exact()
                    ? "  (the name itself)"
                    : "  (" + one.entry().images().weight() + " characters)")
            .append('\n'));
    return text.append("It asks for:\n").append(asked(candidates.getFirst())).toString();
  }

  private static String asked(Candidate candidate) {
    return PolicyWriter.entry(candidate.entry())
        .lines()
        .map(line -> "  " + line + "\n")
        .collect(Collectors.joining());
  }
}
