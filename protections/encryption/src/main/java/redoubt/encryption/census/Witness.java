package redoubt.encryption.census;

import java.lang.foreign.MemorySegment;
import redoubt.encryption.envelope.Envelope;

/** Sees one object of each kind that a census meets, while it is taken. */
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
}
