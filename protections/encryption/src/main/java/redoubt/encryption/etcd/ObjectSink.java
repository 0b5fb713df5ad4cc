package redoubt.encryption.etcd;

/** Takes the objects of a source, in the source's order, from one thread. */
public interface ObjectSink {
  /**
   * The objects that follow are those of this revision. Called once at the start, and again when
   * the source has to begin anew: then all objects so far are to be forgotten.
   */
  void begin(long revision);

  void object(StoredObject object);
}
