package redoubt.encryption;

/** Port of the room: whether stored objects of a cluster still need its root key. */
@FunctionalInterface
public interface Remaining {
  /**
   * Returns when it was seen that no stored object of the cluster is encrypted under our provider.
   *
   * @throws redoubt.core.Failure {@code encryption.still-encrypted} with their number, or why it
   *     could not be seen
   */
  void requireNone(Cluster cluster);
}
