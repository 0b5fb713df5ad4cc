package redoubt.cli.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redoubt.admission.bypass.Images;
import redoubt.admission.check.Check;
import redoubt.admission.check.Finding;
import redoubt.admission.check.Report;
import redoubt.admission.check.Tried;
import redoubt.cli.Exit;
import redoubt.cli.Sources;
import redoubt.cli.text.Table;
import redoubt.core.Deadline;
import redoubt.core.Outward;
import redoubt.encryption.kube.KubeApi;
import redoubt.encryption.kube.Kubeconfig;
import redoubt.oci.ImageReference;

/** Tries the ways around admission on a cluster, whatever controller it has. */
@Command(
    name = "check",
    description = {
      "Tries the ways around admission on a test cluster, whatever controller it asks.",
      "Needs no Redoubt in it, and no server. What must not run is only tried (dryRun=All), in a"
          + " namespace that is made for it and removed; some objects with the image that may run"
          + " are stored meanwhile, and run nowhere."
    },
    footer = {
      "Example:",
      "  redoubt admission check --kubeconfig test.kubeconfig --image"
          + " registry.example.org/team/bad:v1@sha256:… --allowed-image"
          + " registry.example.org/team/good:v1@sha256:…",
      "Ends with 1 when something gets in that must not, or when what may does not."
    })
public final class AdmissionCheck extends AdmissionVerb {
  private static final int LONGEST = 1 << 20;
  private static final Duration MOST = Duration.ofMinutes(10);

  @Option(
      names = "--kubeconfig",
      required = true,
      paramLabel = "FILE",
      description = "How to reach the API server, with all it needs in it; - for the input.")
  Path kubeconfig = Path.of("");

  @Option(
      names = "--image",
      required = true,
      paramLabel = "IMAGE",
      description = "One that policies refuse, as NAME:TAG@DIGEST.")
  String image = "";

  @Option(
      names = "--allowed-image",
      required = true,
      paramLabel = "IMAGE",
      description = "One that they admit, as NAME:TAG@DIGEST; both may be of one repository.")
  String allowed = "";

  @Option(
      names = "--namespace",
      paramLabel = "NAMESPACE",
      description = "Of the cluster, which is there (default: one is made, and removed).")
  @Nullable String namespace;

  @Override
  public Integer call() throws IOException {
    Images images = new Images(image("--allowed-image", allowed), image("--image", image));
    if (images.good().digest().equals(images.bad().digest())) {
      throw wrongUsage("--image and --allowed-image are the same image.");
    }
    if (namespace != null && !namespace.matches("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")) {
      throw wrongUsage("--namespace is no name of a namespace.");
    }
    String config =
        new String(Sources.read(terminal(), kubeconfig, LONGEST), StandardCharsets.UTF_8);
    Report report;
    try (KubeApi api = new KubeApi(Kubeconfig.read(config), Outward.ANYWHERE, Deadline.in(MOST))) {
      report =
          Check.run(new CheckedApi(api), images, Optional.ofNullable(namespace), this::progress);
    }
    output().show(tree(report), text(report));
    return report.isSafe() ? Exit.DONE : Exit.NO;
  }

  private void progress(String bypass) {
    if (terminal().errIsTerminal()) {
      terminal().err().printf("\rredoubt: %-30s", bypass);
      terminal().err().flush();
    }
  }

  private Images.Image image(String option, String text) {
    ImageReference named =
        ImageReference.parse(text)
            .map(ImageReference::normal)
            .filter(one -> one.tag().isPresent() && one.digest().isPresent())
            .orElseThrow(() ->
                wrongUsage(option + " has to be NAME:TAG@DIGEST, such as r.test/a:v1@sha256:…"));
    return new Images.Image(
        named.name(), named.tag().orElseThrow().text(), named.digest().orElseThrow());
  }

  private static ObjectNode tree(Report report) {
    ObjectNode tree = object().put("safe", report.isSafe()).put("namespace", report.namespace());
    tree.set("allowed", tree(report.good()));
    tree.set("refused", tree(report.bad()));
    for (Finding finding : report.findings()) {
      ObjectNode item =
          tree.withArray("items")
              .addObject()
              .put("bypass", finding.name())
              .put("why", finding.why())
              .put("outcome", word(finding.outcome()));
      finding.tries().forEach(one -> item.withArray("tries").add(tree(one)));
    }
    if (!report.left().isEmpty()) {
      tree.put("left", report.left());
    }
    return tree;
  }

  private static ObjectNode tree(Tried tried) {
    ObjectNode tree =
        object()
            .put("what", tried.what())
            .put("mayRun", tried.mayRun())
            .put("result", word(tried.result()));
    if (!tried.by().isEmpty()) {
      tree.put("by", tried.by());
    }
    if (!tried.said().isEmpty()) {
      tree.put("said", tried.said());
    }
    return tree;
  }

  private static String word(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private String text(Report report) {
    Table table = new Table(java.util.List.of("way around", "outcome", "by", "what"));
    for (Finding finding : report.findings()) {
      Optional<Tried> telling = finding.telling();
      table.add(
          java.util.List.of(
              finding.name(),
              shown(finding.outcome()),
              telling.map(Tried::by).filter(by -> !by.isEmpty()).orElse("-"),
              telling.map(AdmissionCheck::told).orElse("-")));
    }
    StringBuilder text = new StringBuilder(terminal().errIsTerminal() ? "\n" : "");
    text.append(table);
    text.append(
        "%n%d lead in, %d do not, %d were not tried, %d refuse what may run, too.%n"
            .formatted(
                report.count(Finding.Outcome.BYPASS),
                report.count(Finding.Outcome.STOPPED),
                report.count(Finding.Outcome.NOT_TRIED),
                report.count(Finding.Outcome.TOO_STRICT)));
    if (report.good().result() != Tried.Result.ADMITTED) {
      text.append("The image that may run does not, so it is not known what is stopped and why: ")
          .append(Table.printable(line(report.good())))
          .append('\n');
    }
    if (!report.left().isEmpty()) {
      text.append(Table.printable(report.left())).append('\n');
    }
    return text.toString();
  }

  private static String shown(Finding.Outcome outcome) {
    return switch (outcome) {
      case BYPASS -> "LEADS IN";
      case STOPPED -> "stopped";
      case TOO_STRICT -> "stops all";
      case NOT_TRIED -> "not tried";
    };
  }

  private static String told(Tried tried) {
    return tried.said().isEmpty() || tried.result() == Tried.Result.REFUSED
        ? tried.what()
        : line(tried);
  }

  private static String line(Tried tried) {
    return tried.what() + ": " + tried.said().lines().findFirst().orElse("");
  }
}
