package redoubt.encryption.envelope;

/**
 * Where objects lie: a kind in a namespace.
 *
 * @param group as far as the key in etcd names it: that of custom resources, empty for those of
 *     Kubernetes itself
 * @param resource plural, as in a path of the API; the first part of the key when it is no object's
 * @param namespace empty for objects of the whole cluster
 */
public record Place(String group, String resource, String namespace) {
  /** {@code resource.group}, or the resource alone. */
  public String kind() {
    return group.isEmpty() ? resource : resource + "." + group;
  }

  public Place {
    if (resource.isEmpty()) {
      throw new IllegalArgumentException("objects are of some resource");
    }
  }
}
