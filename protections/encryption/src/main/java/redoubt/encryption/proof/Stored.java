package redoubt.encryption.proof;

import java.lang.foreign.MemorySegment;
import redoubt.encryption.envelope.EnvelopeReader;

/** What is stored for an object. */
final class Stored {
  private Stored() {}

  static boolean isEncrypted(byte[] value) {
    return new EnvelopeReader().read(MemorySegment.ofArray(value)).format().isKms();
  }
}
