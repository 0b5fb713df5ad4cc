package redoubt.encryption.envelope;

import java.util.Map;
import java.util.TreeMap;
import redoubt.crypto.Hash;

/**
 * A data key or seed as a KMS plugin wrapped it, with all that the plugin wants back to unwrap it.
 * Nothing in it is secret.
 */
public final class SealedSeed {
  private final Format format;
  private final String provider;
  private final String keyId;
  private final byte[] wrapped;
  private final Map<String, byte[]> annotations;

  SealedSeed(
      Format format,
      String provider,
      String keyId,
      byte[] wrapped,
      Map<String, byte[]> annotations) {
    this.format = format;
    this.provider = provider;
    this.keyId = keyId;
    this.wrapped = wrapped;
    this.annotations = new TreeMap<>(annotations);
  }

  /** {@link Format#KMS_V1} or {@link Format#KMS_V2}. */
  public Format format() {
    return format;
  }

  /** The plugin's name in the API server's configuration. */
  public String provider() {
    return provider;
  }

  /** Empty in version 1. */
  public String keyId() {
    return keyId;
  }

  public byte[] wrapped() {
    return wrapped.clone();
  }

  /** Empty in version 1. */
  public Map<String, byte[]> annotations() {
    Map<String, byte[]> copy = new TreeMap<>();
    annotations.forEach((name, value) -> copy.put(name, value.clone()));
    return copy;
  }

  /** The same for the same wrapped bytes: 16 hexadecimal digits. */
  public String fingerprint() {
    return Hash.sha256Hex(wrapped).substring(0, 16);
  }

  @Override
  public String toString() {
    return "SealedSeed[" + provider + " " + fingerprint() + "]";
  }
}
