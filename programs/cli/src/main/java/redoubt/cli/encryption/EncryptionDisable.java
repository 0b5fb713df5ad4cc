package redoubt.cli.encryption;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;
import redoubt.core.Failure;

/** Ends encryption of a cluster, in steps that leave nothing unreadable. */
@Command(
    name = "disable",
    description = {
      "Ends encryption of a cluster.",
      "First objects are to be written in the clear (this command, with --apply on each control",
      "plane node), then migrate, then this command with --release."
    },
    footer = {
      "Examples:",
      "  redoubt encryption disable prod --apply /etc/kubernetes",
      "  redoubt encryption migrate prod",
      "  redoubt encryption disable prod --release"
    })
public final class EncryptionDisable extends LedgerVerb {
  @Parameters(paramLabel = "NAME", description = "Name or id of the cluster.")
  String name = "";

  @Option(
      names = "--apply",
      paramLabel = "DIR",
      description = "Change the EncryptionConfiguration here; API servers reload it in a minute.")
  @Nullable Path apply;

  @Option(
      names = "--release",
      description =
          "Let the root key go; refused while an object in etcd needs it, which the server looks"
              + " up.")
  boolean release;

  @Option(
      names = "--configuration",
      paramLabel = "FILE",
      description =
          "The EncryptionConfiguration that the API server has now, whose providers are kept"
              + " (default with --apply: the one that its manifest names).")
  @Nullable Path configuration;

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() throws IOException {
    if (release) {
      requireDisabling();
      confirmation.ask(terminal(), "End the lease of all plugins of cluster " + name);
      reportOf(name, ended(name, begun(name, false)));
      output().object(api().post(cluster(name) + "/release", object()), DESCRIBED);
      return 0;
    }
    // What cannot be read is found out before anything is changed.
    ObjectNode wish = ControlPlane.existing(apply, configuration, object());
    confirmation.ask(terminal(), "Let objects of cluster " + name + " be written in the clear");
    JsonNode changed = api().post(cluster(name) + "/disable", object());
    JsonNode answer = api().post(cluster(name) + "/configuration", wish);
    if (apply != null) {
      new ControlPlane(apply).put(answer.path("files"));
      output().done("API servers with this directory write in the clear soon.", changed);
    } else {
      output().show(answer, answer.at("/files/0/content").asText());
      if (configuration == null) {
        terminal()
            .err()
            .println(
                "If the API server has other providers now, ask again with --configuration: without"
                    + " them, what they encrypted cannot be read.");
      }
    }
    return 0;
  }

  /** The server would say so too, but only after it has read all of etcd. */
  private void requireDisabling() {
    if (!api().get(cluster(name)).path("encryption").asText().equals("disabling")) {
      throw new Failure(
          Failure.Kind.CONFLICT,
          "encryption.in-use",
          "The cluster is not being decrypted.",
          "Begin with redoubt encryption disable " + name + ", then migrate, then release.");
    }
  }
}
