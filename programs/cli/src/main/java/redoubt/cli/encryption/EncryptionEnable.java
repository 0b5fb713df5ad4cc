package redoubt.cli.encryption;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;
import redoubt.cli.cluster.ClusterVerb;
import redoubt.cli.key.Kms;
import redoubt.encryption.bundle.ApiServerManifest;

/** Makes a control plane encrypt. */
@Command(
    name = "enable",
    description = {
      "Lets a root key guard a cluster's stored objects.",
      "Writes what a control plane node needs, for review (--out) or in place (--apply, API server",
      "last). Once for each control plane node."
    },
    footer = {
      "Examples:",
      "  redoubt encryption enable prod --key orders --out bundle",
      "  redoubt encryption enable prod --key orders --resources secrets,configmaps --apply"
          + " /etc/kubernetes",
      "  redoubt encryption enable prod --undo --apply /etc/kubernetes"
    })
public final class EncryptionEnable extends ClusterVerb {
  @Parameters(paramLabel = "NAME", description = "Name or id of the cluster.")
  String name = "";

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description = "Id, alias or unique name of a root key; default: the one in use.")
  @Nullable String key;

  @Option(
      names = "--resources",
      split = ",",
      paramLabel = "RESOURCE",
      description = "What is encrypted, such as secrets,widgets.example.org (default: secrets).")
  List<String> resources = new ArrayList<>();

  @Option(
      names = "--form",
      paramLabel = "FORM",
      description = "How the plugin is started: static-pod or systemd (default: static-pod).")
  String form = "static-pod";

  @Option(names = "--image", paramLabel = "IMAGE", description = "The plugin's image.")
  @Nullable String image;

  @Option(
      names = "--plugin-server",
      paramLabel = "URL",
      description = "This server as the node reaches it (default: as this command does).")
  @Nullable String pluginServer;

  @Option(
      names = "--plugin-ca",
      paramLabel = "FILE",
      description = "PEM file of the authority that the plugin trusts (default: the server's).")
  @Nullable Path pluginCa;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "A new directory for the files, to be looked at.")
  @Nullable Path out;

  @Option(
      names = "--apply",
      paramLabel = "DIR",
      description = "Put the files in place here; what was there is kept in DIR/redoubt/backup.")
  @Nullable Path apply;

  @Option(
      names = "--manifest",
      paramLabel = "FILE",
      description =
          "The API server's manifest to change (default: DIR/manifests/kube-apiserver.yaml).")
  @Nullable Path manifest;

  @Option(
      names = "--offline-grace",
      paramLabel = "D",
      description = {
        "Lets the plugin restart without this server for so long, such as 12h; its keys then lie"
            + " on",
        "the node, sealed to it."
      })
  @Nullable String offlineGrace;

  @Option(
      names = "--socket",
      paramLabel = "FILE",
      description = "The plugin's socket on this node (default: ${DEFAULT-VALUE}).")
  Path socket = Path.of("/run/redoubt-kms/kms.sock");

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description =
          "With --apply: how long the plugin, then the API server, may take to come up (default:"
              + " ${DEFAULT-VALUE}); 0 does not wait.")
  int wait = 300;

  @Option(
      names = "--node",
      paramLabel = "NODE",
      description = {
        "The node that the files are for: earlier API keys of its plugin end when this one works",
        "(default with --apply: this machine's name; with --out: any node)."
      })
  @Nullable String node;

  @Option(
      names = "--api-server-ca",
      paramLabel = "FILE",
      description =
          "With --apply: PEM file of the API server's authority, to see it come up (default:"
              + " DIR/pki/ca.crt).")
  @Nullable Path apiServerCa;

  @Option(
      names = "--configuration",
      paramLabel = "FILE",
      description =
          "The EncryptionConfiguration that the API server has now, whose providers are kept"
              + " (default with --apply: the one that its manifest names).")
  @Nullable Path configuration;

  @Option(names = "--undo", description = "Take back what --apply did here last.")
  boolean undo;

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() throws IOException {
    if (undo) {
      return takeBack();
    }
    if ((out == null) == (apply == null)) {
      throw wrongUsage("choose one of --out DIR and --apply DIR");
    }
    if (out != null) {
      new ControlPlane(out).requireNew();
    }
    Optional<Installation> installation = Optional.ofNullable(apply).map(this::installation);
    ObjectNode wish = wish();
    String bundles = cluster(name) + "/bundle";
    // What the server would refuse is refused before a root key is set.
    JsonNode _ = api().post(bundles + "/check", wish);
    if (apply != null) {
      confirmation.ask(terminal(), "Change the control plane in " + apply);
    }
    use();
    JsonNode bundle = api().post(bundles, wish);
    String now;
    if (installation.isPresent()) {
      String keyId = api().get(cluster(name) + "/encryption").at("/lease/keyId").asText();
      now =
          installation.get().put(bundle.path("files"), keyId)
              + " When all nodes are changed: redoubt encryption migrate "
              + name;
    } else {
      new ControlPlane(out).lay(bundle.path("files"));
      now = toBeCopied();
    }
    ObjectNode done =
        object().put("cluster", name).put("directory", (out == null ? apply : out).toString());
    done.set("apiKeyId", bundle.path("apiKeyId"));
    output().done(now, done);
    return 0;
  }

  private Installation installation(Path directory) {
    return new Installation(
        name,
        directory,
        socket,
        apiServerCa == null ? directory.resolve("pki/ca.crt") : apiServerCa,
        Duration.ofSeconds(Math.max(0, wait)),
        terminal().err());
  }

  private ObjectNode wish() throws IOException {
    ObjectNode wish = object().put("form", form);
    Surroundings surroundings =
        Surroundings.of(
            redoubt().reachedFromElsewhere(),
            Optional.ofNullable(pluginServer),
            Optional.ofNullable(pluginCa));
    surroundings.warn(terminal());
    wish.put("serverUrl", surroundings.url());
    wish.put("ca", Files.readString(surroundings.authority()));
    if (offlineGrace != null) {
      wish.put("offlineGrace", offlineGrace);
    }
    if (image != null) {
      wish.put("image", image);
    }
    Optional<String> here = apply == null ? Optional.empty() : Surroundings.node();
    Optional.ofNullable(node).or(() -> here).ifPresent(named -> wish.put("node", named));
    Path source =
        manifest != null || apply == null ? manifest : apply.resolve(ControlPlane.API_SERVER);
    if (source != null && (manifest != null || Files.exists(source))) {
      String text = Files.readString(source);
      if (apply == null
          && configuration == null
          && ApiServerManifest.configuration(text).isPresent()) {
        throw wrongUsage(
            source
                + " names an EncryptionConfiguration; give that file with --configuration, or what"
                + " it encrypts cannot be read");
      }
      wish.put("apiServer", text);
    }
    return ControlPlane.existing(apply, configuration, wish);
  }

  private String toBeCopied() {
    return "The files are in "
        + out
        + "; copy them to /etc/kubernetes of a control plane node, manifests last."
        + (manifest == null
            ? " What the API server has to be told is in " + out + "/redoubt/README.md."
            : "")
        + (configuration == null
            ? " If its API server has an EncryptionConfiguration now, make them anew with"
                + " --configuration: without its providers, what they encrypted cannot be read."
            : "");
  }

  private void use() {
    JsonNode present = api().get(cluster(name));
    if (key == null && present.path("key").isMissingNode()) {
      throw wrongUsage("no root key guards the cluster yet: name one with --key");
    }
    String id = key == null ? present.path("key").asText() : new Kms(api(), instance()).id(key);
    ObjectNode wish = object().put("key", id);
    resources.forEach(wish.putArray("resources")::add);
    api().post(cluster(name) + "/use", wish);
  }

  private int takeBack() throws IOException {
    if (apply == null) {
      throw wrongUsage("--undo goes with --apply DIR");
    }
    confirmation.ask(
        terminal(),
        "Take back the last change in "
            + apply
            + "; what was encrypted since then cannot be read without it");
    List<String> restored = new ControlPlane(apply).undo();
    ObjectNode done = object().put("directory", apply.toString());
    restored.forEach(done.putArray("files")::add);
    output().done("As it was before: " + String.join(", ", restored) + ".", done);
    return 0;
  }
}
