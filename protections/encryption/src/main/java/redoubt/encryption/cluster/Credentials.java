package redoubt.encryption.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.SecretBytes;
import redoubt.encryption.EncryptionFailures;
import redoubt.encryption.kube.KubeAccess;
import redoubt.encryption.report.ReportSeal;
import redoubt.seal.SecretName;
import redoubt.seal.Vault;
import redoubt.web.Json;

/**
 * The credentials of clusters, each sealed under the name of its tenant and cluster: one that is
 * moved to another row does not open. Of a kubeconfig only what reaching the server takes is kept.
 */
final class Credentials {
  private final Vault vault;

  Credentials(Vault vault) {
    this.vault = vault;
  }

  /** Replaces what was there. */
  void put(Handle transaction, String tenant, UUID cluster, KubeAccess access) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("server", access.server().toString());
    fields.put("ca", access.ca());
    access.serverName().ifPresent(name -> fields.put("serverName", name));
    access.token().ifPresent(token -> fields.put("token", token));
    access
        .client()
        .ifPresent(client -> {
          fields.put("certificate", client.certificate());
          fields.put("key", client.key());
        });
    seal(transaction, kube(tenant, cluster), fields);
  }

  /** Replaces what was there. */
  void put(Handle transaction, String tenant, UUID cluster, EtcdAccess access) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("endpoints", access.endpoints());
    access.ca().ifPresent(ca -> fields.put("ca", ca));
    access.certificate().ifPresent(certificate -> fields.put("certificate", certificate));
    access.key().ifPresent(key -> fields.put("key", key));
    seal(transaction, etcd(tenant, cluster), fields);
  }

  Optional<KubeAccess> kubeOf(String tenant, UUID cluster) {
    return open(kube(tenant, cluster))
        .map(fields ->
            new KubeAccess(
                URI.create(fields.path("server").asText()),
                fields.path("ca").asText(),
                text(fields, "serverName"),
                text(fields, "token"),
                text(fields, "certificate")
                    .map(certificate ->
                        new KubeAccess.ClientCertificate(
                            certificate, fields.path("key").asText()))));
  }

  Optional<EtcdAccess> etcdOf(String tenant, UUID cluster) {
    return open(etcd(tenant, cluster))
        .map(fields -> {
          List<String> endpoints = new ArrayList<>();
          fields.path("endpoints").forEach(endpoint -> endpoints.add(endpoint.asText()));
          return new EtcdAccess(
              endpoints, text(fields, "ca"), text(fields, "certificate"), text(fields, "key"));
        });
  }

  void destroy(Handle transaction, String tenant, UUID cluster) {
    vault.destroy(transaction, kube(tenant, cluster));
    vault.destroy(transaction, etcd(tenant, cluster));
    vault.destroy(transaction, ReportSeal.name(tenant, cluster));
  }

  private void seal(Handle transaction, SecretName name, Map<String, Object> fields) {
    byte[] json = Json.bytes(fields);
    if (json.length > Vault.MOST_BYTES) {
      Arrays.fill(json, (byte) 0);
      throw EncryptionFailures.badField(
          "kubeconfig", "small enough: certificates and keys take at most 64 KiB");
    }
    try (SecretBytes secret = SecretBytes.owning(json)) {
      vault.destroy(transaction, name);
      vault.put(transaction, name, secret);
    }
  }

  private Optional<JsonNode> open(SecretName name) {
    Optional<SecretBytes> opened = vault.open(name);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    try (SecretBytes secret = opened.get()) {
      return Optional.of(secret.use(Json::parse));
    }
  }

  private static Optional<String> text(JsonNode fields, String name) {
    return Optional.ofNullable(fields.get(name)).map(JsonNode::asText);
  }

  private static SecretName kube(String tenant, UUID cluster) {
    return SecretName.of("encryption", tenant, cluster.toString(), "kubeconfig");
  }

  private static SecretName etcd(String tenant, UUID cluster) {
    return SecretName.of("encryption", tenant, cluster.toString(), "etcd");
  }
}
