package redoubt.encryption;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A Kubernetes cluster of a tenant. Its credentials are elsewhere, sealed.
 *
 * @param apiServer URL of the API server, when a kubeconfig was given
 * @param etcdEndpoints URLs of etcd, when it may be read directly
 * @param use present if and only if the phase is not {@link Phase#OFF}
 * @param resources what is encrypted, as an EncryptionConfiguration names it
 * @param account the service as which the cluster's plugins sign in
 */
public record Cluster(
    String tenant,
    UUID id,
    String name,
    Optional<String> apiServer,
    List<String> etcdEndpoints,
    Phase phase,
    Optional<Use> use,
    List<String> resources,
    Optional<String> account,
    Instant createdAt,
    String createdBy) {
  /** Letters, digits, dots and dashes, so that it is safe in paths and file names. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?");

  /** How far encryption under a root key is. */
  public enum Phase {
    /** No root key guards it. */
    OFF,
    /** Objects are written under the root key. */
    ENABLED,
    /** Objects are written back in the clear; the root key still opens the others. */
    DISABLING
  }

  /**
   * The root key that guards it.
   *
   * @param ring where the key lay when it was chosen
   */
  public record Use(UUID key, String ring) {}

  public Cluster {
    Objects.requireNonNull(tenant, "tenant");
    Objects.requireNonNull(id, "id");
    etcdEndpoints = List.copyOf(etcdEndpoints);
    resources = List.copyOf(resources);
    if (!isName(name)) {
      throw new IllegalArgumentException("not a cluster's name");
    }
    if ((phase == Phase.OFF) == use.isPresent()) {
      throw new IllegalArgumentException("a root key is in use unless encryption is off");
    }
  }

  /** Whether a cluster may be called so; an id is not a name. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches()
        && !text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  }

  /** How registrations of root keys name it. */
  public String crn() {
    return "crn:v1:bluemix:public:redoubt-encryption:local:a/redoubt:" + tenant + ":cluster:" + id;
  }
}
