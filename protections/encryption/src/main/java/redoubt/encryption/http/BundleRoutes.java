package redoubt.encryption.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import redoubt.crypto.SecretBytes;
import redoubt.encryption.Cluster;
import redoubt.encryption.EncryptionFailures;
import redoubt.encryption.PluginAccounts;
import redoubt.encryption.bundle.Bundle;
import redoubt.encryption.bundle.BundleFile;
import redoubt.encryption.cluster.Clusters;
import redoubt.encryption.cluster.Guarding;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** What a control plane node needs. */
public final class BundleRoutes {
  private static final Pattern NODE =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?");

  private final Clusters clusters;
  private final Guarding guarding;

  public BundleRoutes(Clusters clusters, Guarding guarding) {
    this.clusters = clusters;
    this.guarding = guarding;
  }

  public List<Route> routes() {
    return List.of(
        ClusterRoutes.route(
            "POST",
            ClusterRoutes.ONE + "/bundle",
            Role.MANAGER,
            "encryption.bundle.create",
            "Files for a control plane node, with a new API key of the plugin in them",
            this::bundle),
        ClusterRoutes.route(
            "POST",
            ClusterRoutes.ONE + "/bundle/check",
            Role.MANAGER,
            "encryption.bundle.check",
            "Refuse what no bundle could be made of; nothing is made",
            this::check),
        ClusterRoutes.route(
            "POST",
            ClusterRoutes.ONE + "/configuration",
            Role.MANAGER,
            "encryption.configuration.read",
            "The EncryptionConfiguration for what the cluster is to do now",
            this::configuration));
  }

  /** What a bundle is made of, and for which node the plugin's API key is. */
  private record Wish(Bundle.Wanted wanted, Optional<String> node) {}

  /** Refuses by throwing; whether a root key guards the cluster does not matter. */
  private static Wish judged(Request request, Cluster cluster) {
    Fields body =
        Fields.of(
            request,
            "form",
            "serverUrl",
            "ca",
            "image",
            "offlineGrace",
            "apiServer",
            "existingConfiguration",
            "node");
    Bundle.Wanted wanted =
        new Bundle.Wanted(
            form(body.maybeText("form").orElse("static-pod")),
            body.text("serverUrl"),
            body.text("ca"),
            body.maybeText("image").orElse(Bundle.USUAL_IMAGE),
            body.maybeText("offlineGrace"),
            body.maybeText("apiServer"),
            body.maybeText("existingConfiguration"));
    Bundle.check(cluster, wanted);
    return new Wish(wanted, node(body));
  }

  private Response check(Request request) {
    Wish _ = judged(request, cluster(request));
    return Response.empty(204);
  }

  private Response bundle(Request request) {
    Cluster cluster = cluster(request);
    // What cannot be made is found out before a credential is.
    Wish wish = judged(request, cluster);
    PluginAccounts.Credential credential =
        guarding.credential(request.principal().user(), cluster, wish.node());
    try (SecretBytes text = credential.text()) {
      String apiKey = text.use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
      return answer(
          Bundle.files(cluster, wish.wanted(), apiKey), Map.of("apiKeyId", credential.id()));
    }
  }

  private Response configuration(Request request) {
    Fields body = Fields.of(request, "existingConfiguration");
    return answer(
        List.of(Bundle.configuration(cluster(request), body.maybeText("existingConfiguration"))),
        Map.of());
  }

  private static Response answer(List<BundleFile> files, Map<String, String> more) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("files", files.stream().map(BundleRoutes::view).toList());
    answer.putAll(more);
    return Response.json(201, answer).withHeader("Cache-Control", "no-store");
  }

  private static Map<String, Object> view(BundleFile file) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("path", file.path());
    view.put("mode", file.mode());
    view.put("content", file.content());
    return view;
  }

  /** As nodes are called; the plugin's API key is made for it. */
  private static Optional<String> node(Fields body) {
    Optional<String> node = body.maybeText("node");
    if (node.isPresent() && !NODE.matcher(node.get()).matches()) {
      throw EncryptionFailures.badField(
          "node",
          "1 to 63 letters, digits, dots and dashes, beginning and ending with a letter or digit");
    }
    return node;
  }

  private static Bundle.Form form(String text) {
    return switch (text) {
      case "static-pod" -> Bundle.Form.STATIC_POD;
      case "systemd" -> Bundle.Form.SYSTEMD;
      default -> throw EncryptionFailures.badField("form", "static-pod or systemd");
    };
  }

  private Cluster cluster(Request request) {
    return clusters.require(request.instance(), request.pathParameter("cluster"));
  }
}
