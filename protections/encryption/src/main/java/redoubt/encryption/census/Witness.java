package redoubt.encryption.census;

import java.lang.foreign.MemorySegment;
import redoubt.encryption.envelope.Envelope;

/** Sees one object of each kind that a census meets, and those it opens, while it is taken. */
public interface Witness {
  /** From now on a fresh count; what was seen before is to be forgotten. */
  void begin();

  /**
   * The first object in its place with that protection.
   *
   * @param key in etcd
   * @param value only until this returns
   */
  void first(byte[] key, MemorySegment value, Envelope envelope);

  /**
   * An object that was opened as a sample.
   *
   * @param key in etcd
   * @param value only until this returns, as it is stored
   */
  void opened(byte[] key, MemorySegment value, Envelope envelope);
}
