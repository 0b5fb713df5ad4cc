package redoubt.cli.admission;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.admission.install.LadderManifests;
import redoubt.admission.install.WebhookManifests;
import redoubt.cli.http.Target;
import redoubt.cli.text.SmallFile;

/** Prints what makes an API server ask. */
@Command(
    name = "install",
    description = {
      "Lets the API server of a cluster ask which images may run, and prints what makes it ask.",
      "That is kinds of policies, and webhooks. Their address has a secret, which is made anew each"
          + " time: the one of before is good no more. Write policies first: an image without one"
          + " does not run."
    },
    footer = {
      "Example:",
      "  redoubt admission install prod --url https://redoubt.example.org:8443 | kubectl apply -f -"
    })
public final class AdmissionInstall extends AdmissionVerb {
  @Parameters(paramLabel = "CLUSTER", description = "Name or id.")
  String cluster = "";

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "Where the API server reaches this server (default: as this command does).")
  @Nullable URI url;

  @Option(
      names = "--exempt",
      paramLabel = "NAMESPACE",
      description = "Whose pods nobody asks about; may be repeated (default: kube-system).")
  List<String> exempt = new ArrayList<>();

  @Option(names = "--exempt-none", description = "Ask about the pods of every namespace.")
  boolean exemptNone;

  @Option(
      names = "--ladder",
      description =
          "Have the API server know what was admitted: while this server does not answer, that runs"
              + " and nothing else does. Takes Kubernetes 1.30; with 1.36 digests are written"
              + " meanwhile, too.")
  boolean ladder;

  @Override
  public Integer call() {
    if (exemptNone && !exempt.isEmpty()) {
      throw wrongUsage("--exempt-none and --exempt exclude each other.");
    }
    Target target = redoubt().reachedFromElsewhere();
    URI server = url == null ? target.server() : url;
    if (!"https".equals(server.getScheme()) || server.getHost() == null) {
      throw wrongUsage("--url has to be https://HOST[:PORT].");
    }
    String ca = target.ca().map(SmallFile::text).orElse("");
    JsonNode installed = api().post(one(cluster), object().put("ladder", ladder));
    SortedSet<String> exempted =
        new TreeSet<>(exemptNone ? List.of() : exempt.isEmpty() ? List.of("kube-system") : exempt);
    String webhooks =
        new WebhookManifests(server.resolve(installed.path("path").asText()), ca, exempted, ladder)
            .yaml();
    JsonNode known = installed.path("api");
    // The line is held before the webhooks may be passed.
    String yaml =
        ladder
            ? new LadderManifests(
                        known.path("user").asText(), known.path("mutates").asBoolean(), exempted)
                    .yaml()
                + webhooks
            : webhooks;
    output()
        .show(
            object().put("cluster", installed.path("cluster").asText()).put("manifests", yaml),
            yaml);
    return 0;
  }
}
