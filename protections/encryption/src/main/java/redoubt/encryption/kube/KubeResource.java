package redoubt.encryption.kube;

/**
 * A resource as an API server serves it.
 *
 * @param group empty for the core group
 * @param base path of its group and version
 */
public record KubeResource(String group, String plural, String base, boolean namespaced) {
  /** As an EncryptionConfiguration names it. */
  public String name() {
    return group.isEmpty() ? plural : plural + "." + group;
  }
}
