package redoubt.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import redoubt.testkit.Await;
import redoubt.testkit.Peers;
import redoubt.testkit.node.ApiServer;
import redoubt.testkit.node.Image;

/** The life of a cluster whose API server asks which images may run. */
abstract class AdmissionLife extends ClusterLife {
  /** Policies are read every five seconds. */
  static final Duration SOON = Duration.ofSeconds(40);

  static final String PODS = "/api/v1/namespaces/shop/pods";

  @Override
  Map<String, Image> images() {
    return Map.of();
  }

  String image(String tag) {
    return redoubt.url().substring("https://".length()) + "/team/app:" + tag;
  }

  /** How kubectl ended. */
  record Said(int exit, String text) {}

  Said kubectl(String input, String... arguments) throws Exception {
    Path kubeconfig = directory.resolve("admin.kubeconfig");
    Files.writeString(kubeconfig, node.kubeconfig("admin"));
    List<String> command = new ArrayList<>();
    command.add(Peers.find("kubectl").orElseThrow().toString());
    command.addAll(List.of("--kubeconfig", kubeconfig.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var in = process.getOutputStream()) {
      in.write(input.getBytes(StandardCharsets.UTF_8));
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Said said = new Said(process.waitFor(), text);
    System.out.println("$ kubectl " + String.join(" ", arguments) + "\n" + text);
    return said;
  }

  void apply(String yaml) throws Exception {
    Said said = kubectl(yaml, "apply", "-f", "-");
    assertThat(said.exit()).as(said.text()).isZero();
  }

  static String pod(String name, String image) {
    return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"%s\"},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"%s\"}]}}"
        .formatted(name, image);
  }

  ApiServer.Answer create(String name, String image) {
    return api.post(PODS, pod(name, image));
  }

  /** A layout of one image with one layer. */
  Path layout(String content) throws Exception {
    Path root = Files.createDirectories(directory.resolve("layout-" + content));
    Path blobs = Files.createDirectories(root.resolve("blobs/sha256"));
    String config = blob(blobs, "{\"architecture\":\"amd64\",\"os\":\"linux\"}");
    String layer = blob(blobs, content);
    String manifest =
        blob(
            blobs,
            """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json",%s},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar",%s}]}\
            """
                .formatted(config, layer));
    Files.writeString(root.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    Files.writeString(
        root.resolve("index.json"),
        """
        {"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json",%s}]}\
        """
            .formatted(manifest));
    return root;
  }

  static String blob(Path blobs, String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String hex = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    Files.write(blobs.resolve(hex), bytes);
    return "\"digest\":\"sha256:" + hex + "\",\"size\":" + bytes.length;
  }

  void push(String tag) throws Exception {
    redoubt.run("registry", "import", "oci:" + layout(tag), "team/app:" + tag).done();
  }

  /** Two images, a namespace, and an API server that asks. */
  void begin(String... options) throws Exception {
    Path kubeconfig = directory.resolve("reading.kubeconfig");
    Files.writeString(kubeconfig, node.kubeconfig("migration"));
    redoubt.run("cluster", "add", "prod", "--kubeconfig", kubeconfig.toString()).done();
    redoubt.run("namespace", "add", "team").done();
    push("v1");
    push("v2");
    api.createNamespace("shop");
    // No controller runs that would make it.
    apply("{apiVersion: v1, kind: ServiceAccount, metadata: {name: default, namespace: shop}}");
    apply(
        """
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: redoubt-policies}
        rules:
        - apiGroups: [redoubt.dev, portieris.cloud.ibm.com, securityenforcement.admission.cloud.ibm.com]
          resources: [imagepolicies, clusterimagepolicies]
          verbs: [list]
        - apiGroups: [redoubt.dev]
          resources: [admittedimages]
          verbs: [get, list, create, patch]
        - {apiGroups: [""], resources: [pods], verbs: [list]}
        - {apiGroups: [""], resources: [pods/eviction], verbs: [create]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: redoubt-policies}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: redoubt-policies}
        subjects: [{apiGroup: rbac.authorization.k8s.io, kind: User, name: redoubt-migration}]
        """);
    apply(
        redoubt
            .run(
                Stream.concat(Stream.of("admission", "install", "prod"), Stream.of(options))
                    .toArray(String[]::new))
            .done()
            .out());
    Await.until(
        SOON,
        "policies are read",
        () ->
            redoubt.run("admission", "list", "-o", "json").done().out().contains("policiesReadAt"));
  }
}
