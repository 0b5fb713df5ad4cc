package redoubt.cli.encryption;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;
import redoubt.cli.cluster.ClusterVerb;
import redoubt.cli.key.Kms;

/** Makes a control plane encrypt. */
@Command(
    name = "enable",
    description = {
      "Lets a root key guard a cluster's stored objects: writes what a control plane node needs,"
          + " for",
      "review (--out) or in place (--apply, API server last). Once for each control plane node."
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
    ControlPlane plane = new ControlPlane(out == null ? apply : out);
    if (out != null) {
      plane.requireNew();
    }
    ObjectNode wish = object().put("form", form);
    wish.put("serverUrl", pluginServer == null ? Surroundings.server(terminal()) : pluginServer);
    wish.put("ca", Files.readString(pluginCa == null ? Surroundings.ca(terminal()) : pluginCa));
    if (offlineGrace != null) {
      wish.put("offlineGrace", offlineGrace);
    }
    if (image != null) {
      wish.put("image", image);
    }
    Path source =
        manifest != null || apply == null ? manifest : apply.resolve(ControlPlane.API_SERVER);
    if (source != null) {
      String text = Files.readString(source);
      if (apply == null && configuration == null && ControlPlane.namesConfiguration(text)) {
        throw wrongUsage(
            source
                + " names an EncryptionConfiguration; give that file with --configuration, or what"
                + " it encrypts cannot be read");
      }
      wish.put("apiServer", text);
    }
    ControlPlane.existing(apply, configuration, wish);
    if (apply != null) {
      confirmation.ask(terminal(), "Change the control plane in " + apply);
    }
    use();
    JsonNode bundle = api().post(cluster(name) + "/bundle", wish);
    put(plane, bundle.path("files"));
    ObjectNode done = object().put("cluster", name).put("directory", plane.root().toString());
    done.set("apiKeyId", bundle.path("apiKeyId"));
    output()
        .done(
            out == null
                ? "The control plane in "
                    + apply
                    + (wait > 0
                        ? " is changed, and its API server encrypts."
                        : " is changed; its API server restarts and encrypts.")
                    + " When all nodes are changed: redoubt encryption migrate "
                    + name
                : "The files are in "
                    + out
                    + "; copy them to /etc/kubernetes of a control plane node, manifests last."
                    + (configuration == null
                        ? " If its API server has an EncryptionConfiguration now, make them anew"
                            + " with --configuration: without its providers, what they encrypted"
                            + " cannot be read."
                        : ""),
            done);
    return 0;
  }

  /** The API server is changed when the plugin works, and waited for. */
  private void put(ControlPlane plane, JsonNode files) throws IOException {
    if (apply == null) {
      plane.lay(files);
      return;
    }
    if (wait <= 0) {
      plane.put(files);
      return;
    }
    Path directory = apply;
    Arrival arrival = new Arrival(Duration.ofSeconds(wait));
    String keyId = api().get(cluster(name) + "/encryption").at("/lease/keyId").asText();
    plane.put(
        files,
        () -> {
          terminal().err().println("redoubt: waiting for the plugin at " + socket);
          if (form.equals("systemd")) {
            terminal()
                .err()
                .println(
                    "redoubt: install and start "
                        + directory.resolve("redoubt/redoubt-kms-plugin.service"));
          }
          arrival.ofPlugin(socket, keyId, name, directory);
        });
    Path changed = directory.resolve(ControlPlane.API_SERVER);
    Path authority = directory.resolve("pki/ca.crt");
    if (Files.exists(changed) && Files.exists(authority)) {
      terminal().err().println("redoubt: waiting for the API server");
      arrival.ofApiServer(changed, authority, name, directory);
    }
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
