package redoubt.encryption.etcd;

/** Where stored objects come from. */
public interface ObjectSource extends AutoCloseable {
  /**
   * Hands every live object over, each once.
   *
   * @return what was read; only when this returns was all of it there and in order
   * @throws redoubt.core.Failure when it was not
   */
  Scan scan(ObjectSink sink);

  @Override
  void close();
}
