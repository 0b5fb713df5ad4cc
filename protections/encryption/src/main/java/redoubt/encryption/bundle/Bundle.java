package redoubt.encryption.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redoubt.core.Release;
import redoubt.encryption.Cluster;
import redoubt.encryption.EncryptionFailures;

/** All files that make a control plane node encrypt under a cluster's root key. */
public final class Bundle {
  /** What the plugin's Containerfile is built as; no registry can give it to a node instead. */
  public static final String USUAL_IMAGE = "localhost/redoubt-kms-plugin:" + Release.VERSION;

  /** How the plugin is started. */
  public enum Form {
    STATIC_POD,
    SYSTEMD
  }

  /**
   * What is wanted.
   *
   * @param serverUrl this server as the node reaches it
   * @param ca PEM of the authority that the plugin is to trust
   * @param image of the plugin, for a static pod
   * @param offlineGrace for how long the plugin may restart without the server, such as 12h
   * @param apiServer the API server's manifest as it is; without it the change is described in a
   *     README.md
   * @param existing the EncryptionConfiguration until now
   */
  public record Wanted(
      Form form,
      String serverUrl,
      String ca,
      String image,
      Optional<String> offlineGrace,
      Optional<String> apiServer,
      Optional<String> existing) {
    /**
     * @throws redoubt.core.Failure {@code encryption.bad-field}
     */
    public Wanted {
      if (!serverUrl.matches("https://[A-Za-z0-9.:\\[\\]-]{1,260}")) {
        throw EncryptionFailures.badField("serverUrl", "https://HOST:PORT");
      }
      if (!image.matches("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,300}")) {
        throw EncryptionFailures.badField("image", "the name of an image");
      }
      if (!offlineGrace.map(grace -> grace.matches("[0-9]{1,9}[smhd]")).orElse(true)) {
        throw EncryptionFailures.badField("offlineGrace", "a number with s, m, h or d");
      }
      if (!ca.contains("-----BEGIN CERTIFICATE-----") || ca.length() > 100_000) {
        throw EncryptionFailures.badField("ca", "PEM certificates");
      }
    }
  }

  private Bundle() {}

  /**
   * Refuses what {@link #files} could not be made of, whether a root key guards the cluster yet or
   * not.
   *
   * @throws redoubt.core.Failure {@code encryption.bad-manifest}
   */
  public static void check(Cluster cluster, Wanted wanted) {
    String _ =
        EncryptionConfiguration.text(
            cluster.resources(), EncryptionConfiguration.Writes.ENCRYPTED, wanted.existing());
    Optional<String> _ = wanted.apiServer().map(ApiServerManifest::encrypting);
  }

  /**
   * In the order in which they have to be put in place: the API server last.
   *
   * @param apiKey of the plugin
   */
  public static List<BundleFile> files(Cluster cluster, Wanted wanted, String apiKey) {
    PluginManifest.Settings settings =
        new PluginManifest.Settings(
            wanted.serverUrl(),
            cluster.tenant(),
            cluster.name(),
            wanted.image(),
            wanted.offlineGrace());
    List<BundleFile> files = new ArrayList<>();
    files.add(new BundleFile("redoubt/kms-plugin/apikey", "0600", apiKey + "\n"));
    files.add(new BundleFile("redoubt/kms-plugin/ca.pem", "0600", wanted.ca()));
    files.add(configuration(cluster, wanted.existing()));
    files.add(
        switch (wanted.form()) {
          case STATIC_POD ->
              new BundleFile(
                  "manifests/redoubt-kms-plugin.yaml", "0600", PluginManifest.staticPod(settings));
          case SYSTEMD ->
              new BundleFile(
                  "redoubt/redoubt-kms-plugin.service",
                  "0644",
                  PluginManifest.systemdUnit(settings));
        });
    files.add(
        wanted
            .apiServer()
            .map(text ->
                new BundleFile(
                    "manifests/kube-apiserver.yaml", "0600", ApiServerManifest.encrypting(text)))
            .orElseGet(
                () -> new BundleFile("redoubt/README.md", "0644", ApiServerManifest.described())));
    return files;
  }

  /** The EncryptionConfiguration for what the cluster is to do now. */
  public static BundleFile configuration(Cluster cluster, Optional<String> existing) {
    EncryptionConfiguration.Writes writes =
        switch (cluster.phase()) {
          case ENABLED -> EncryptionConfiguration.Writes.ENCRYPTED;
          case DISABLING -> EncryptionConfiguration.Writes.PLAIN;
          case OFF -> throw EncryptionFailures.notEnabled();
        };
    return new BundleFile(
        "redoubt/apiserver/encryption-configuration.yaml",
        "0600",
        EncryptionConfiguration.text(cluster.resources(), writes, existing));
  }
}
