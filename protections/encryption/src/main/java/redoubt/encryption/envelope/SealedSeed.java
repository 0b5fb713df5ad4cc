package redoubt.encryption.envelope;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import redoubt.crypto.Hash;
import redoubt.kms.proto.Malformed;

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

  /** The one in a stored value; empty when no KMS plugin has to do with it, or it is damaged. */
  public static Optional<SealedSeed> of(MemorySegment value) {
    if (!Header.isOn(value)) {
      return Optional.empty();
    }
    try {
      Header header = Header.of(value);
      MemorySegment body = value.asSlice(header.length());
      return header
          .format()
          .filter(Format::isKms)
          .map(format ->
              format == Format.KMS_V1
                  ? v1(header.provider(), body, EnvelopeReader.kmsV1Data(body))
                  : KmsV2Body.of(body).seed(header.provider()));
    } catch (Malformed e) {
      return Optional.empty();
    }
  }

  /** The wrapped data key of version 1, which ends where the data begin. */
  static SealedSeed v1(String provider, MemorySegment body, long dataStart) {
    return new SealedSeed(
        Format.KMS_V1,
        provider,
        "",
        body.asSlice(2, dataStart - 2).toArray(ValueLayout.JAVA_BYTE),
        Map.of());
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
