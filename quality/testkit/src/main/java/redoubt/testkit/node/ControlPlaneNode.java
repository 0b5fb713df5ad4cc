package redoubt.testkit.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import redoubt.testkit.Await;
import redoubt.testkit.FreePort;
import redoubt.testkit.Peers;
import redoubt.testkit.etcd.EtcdServer;
import redoubt.testkit.etcd.TlsFiles;

/**
 * A node with an etcd that wants client certificates and an API server from kubeadm's manifest.
 * Tests that use it carry {@code @NeedsPeer({"kube-apiserver", "etcd", "etcdctl", "unshare"})}.
 */
public final class ControlPlaneNode implements AutoCloseable {
  /** The API server's static pod. */
  public static final String API_SERVER = "kube-apiserver.yaml";

  /** The static pod of what rewrites stored objects when it is asked to. */
  public static final String CONTROLLER_MANAGER = "kube-controller-manager.yaml";

  private static final String MIGRATING_FLAGS =
      """
          - --feature-gates=StorageVersionMigrator=true
          - --runtime-config=storagemigration.k8s.io/v1beta1=true
      """;

  private static final String MIGRATING_CONTROLLERS =
      """
      apiVersion: v1
      kind: Pod
      metadata: {name: kube-controller-manager, namespace: kube-system}
      spec:
        hostNetwork: true
        containers:
        - name: kube-controller-manager
          image: registry.k8s.io/kube-controller-manager
          command:
          - kube-controller-manager
          - --kubeconfig=/etc/kubernetes/controller-manager.conf
          - --controllers=storage-version-migrator-controller,garbage-collector-controller
          - --feature-gates=StorageVersionMigrator=true
          - --secure-port=0
          volumeMounts:
          - {name: kubeconfig, mountPath: /etc/kubernetes/controller-manager.conf, readOnly: true}
        volumes:
        - name: kubeconfig
          hostPath: {path: /etc/kubernetes/controller-manager.conf, type: File}
      """;

  private static final Duration START = Duration.ofMinutes(3);

  private final Path disk;
  private final Pki pki;
  private final EtcdServer etcd;
  private final Kubelet kubelet;
  private final URI server;
  private final ApiServer admin;

  private ControlPlaneNode(
      Path disk, Pki pki, EtcdServer etcd, Kubelet kubelet, URI server, ApiServer admin) {
    this.disk = disk;
    this.pki = pki;
    this.etcd = etcd;
    this.kubelet = kubelet;
    this.server = server;
    this.admin = admin;
  }

  /**
   * Starts the node, and returns when its API server is ready.
   *
   * @param disk what stands for the node's root directory
   * @param manifest of the API server, as kubeadm writes it for 10.0.0.10
   * @param images of static pods besides the API server's, by what their names contain
   */
  public static ControlPlaneNode start(Path disk, Path manifest, Map<String, Image> images) {
    try {
      Path kubernetes = Files.createDirectories(disk.resolve("etc/kubernetes"));
      Files.createDirectories(kubernetes.resolve("manifests"));
      Files.createDirectories(disk.resolve("var/log"));
      Files.writeString(disk.resolve("etc/machine-id"), "0f1e2d3c4b5a69788796a5b4c3d2e1f0\n");
      Pki pki = Pki.make(kubernetes.resolve("pki"));
      TlsFiles tls = TlsFiles.make(Files.createDirectories(disk.resolve("var/lib/etcd")));
      Path etcdCa = Files.createDirectories(kubernetes.resolve("pki/etcd")).resolve("ca.crt");
      Files.copy(tls.authority(), etcdCa, StandardCopyOption.REPLACE_EXISTING);
      Files.copy(tls.certificate(), pki.certificate("apiserver-etcd-client"));
      Files.copy(tls.key(), pki.key("apiserver-etcd-client"));
      EtcdServer etcd =
          EtcdServer.startWithTls(
              disk.resolve("var/lib/etcd"), tls.authority(), tls.certificate(), tls.key());
      int port = FreePort.find();
      URI server = URI.create("https://127.0.0.1:" + port);
      Files.writeString(
          kubernetes.resolve("manifests").resolve(API_SERVER),
          Files.readString(manifest)
              .replace("10.0.0.10", "127.0.0.1")
              .replace("6443", Integer.toString(port))
              .replace("https://127.0.0.1:2379", etcd.endpoints().getFirst().toString())
              .replace(
                  "    - --client-ca-file=",
                  "    - --bind-address=127.0.0.1\n    - --client-ca-file=")
              .replace(
                  "    - --etcd-cafile=",
                  "    - --endpoint-reconciler-type=none\n    - --etcd-cafile="));
      Map<String, Image> all = new TreeMap<>(images);
      all.put(
          "kube-apiserver", Image.of("kube-apiserver", Peers.find("kube-apiserver").orElseThrow()));
      Peers.find("kube-controller-manager")
          .ifPresent(program ->
              all.put("kube-controller-manager", Image.of("kube-controller-manager", program)));
      ApiServer admin = ApiServer.as(server, pki, "admin");
      ControlPlaneNode node =
          new ControlPlaneNode(disk, pki, etcd, new Kubelet(disk, all), server, admin);
      try {
        Await.until(START, "the API server is ready", admin::isReady);
      } catch (AssertionError e) {
        String log = node.kubelet.logOf("kube-apiserver");
        node.close();
        throw new AssertionError(e.getMessage() + "\n" + log, e);
      }
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Turns StorageVersionMigration on, with a controller that does it; the API server starts anew.
   */
  public void migrateItself() {
    try {
      Path manifests = kubernetes().resolve("manifests");
      Path apiServer = manifests.resolve(API_SERVER);
      Files.writeString(
          apiServer,
          Files.readString(apiServer)
              .replace("    - --client-ca-file=", MIGRATING_FLAGS + "    - --client-ca-file="));
      Files.writeString(kubernetes().resolve("controller-manager.conf"), kubeconfig("admin"));
      Files.writeString(manifests.resolve(CONTROLLER_MANAGER), MIGRATING_CONTROLLERS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code /etc/kubernetes} of the node. */
  public Path kubernetes() {
    return disk.resolve("etc/kubernetes");
  }

  /** A place of the node. */
  public Path onDisk(String path) {
    return disk.resolve(path.substring(1));
  }

  public Kubelet kubelet() {
    return kubelet;
  }

  public EtcdServer etcd() {
    return etcd;
  }

  /** The API server, called by the cluster's administrator. */
  public ApiServer admin() {
    return admin;
  }

  /**
   * What a user of the cluster has: {@code admin}, or {@code migration} that may do nothing yet.
   */
  public String kubeconfig(String user) {
    return pki.kubeconfig(server.toString(), user);
  }

  @Override
  public void close() {
    kubelet.close();
    etcd.close();
  }
}
