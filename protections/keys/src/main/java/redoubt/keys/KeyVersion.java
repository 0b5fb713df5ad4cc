package redoubt.keys;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * One version of a key's material.
 *
 * @param number 1 for the first version of the key
 * @param inHsm the material is in the hardware module, else in the vault
 * @param bits length of the material
 */
public record KeyVersion(
    UUID id, int number, boolean imported, boolean inHsm, int bits, Instant createdAt) {
  public KeyVersion {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(createdAt, "createdAt");
    if (number < 1) {
      throw new IllegalArgumentException("versions are counted from 1: " + number);
    }
    if (imported && inHsm) {
      throw new IllegalArgumentException("hardware keys are made in the module, never imported");
    }
  }
}
