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
import redoubt.encryption.bundle.ApiServerManifest;
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
            ClusterRoutes.ONE + "/configuration",
            Role.MANAGER,
            "encryption.configuration.read",
            "The EncryptionConfiguration for what the cluster is to do now",
            this::configuration));
  }

  private Response bundle(Request request) {
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
    // What cannot be changed is found out before a credential is made.
    wanted.apiServer().ifPresent(ApiServerManifest::isEncrypting);
    Cluster cluster = cluster(request);
    Bundle.configuration(cluster, wanted.existing());
    PluginAccounts.Credential credential =
        guarding.credential(request.principal().user(), cluster, node(body));
    try (SecretBytes text = credential.text()) {
      String apiKey = text.use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
      return answer(Bundle.files(cluster, wanted, apiKey), Map.of("apiKeyId", credential.id()));
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
