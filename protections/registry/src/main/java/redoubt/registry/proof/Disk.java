package redoubt.registry.proof;

import redoubt.oci.Digest;

/** Where content lies, reached behind the registry's back. */
@FunctionalInterface
public interface Disk {
  /** Turns the lowest bit of one byte of a proof's own blob. */
  void turnBit(Digest digest, int at);
}
