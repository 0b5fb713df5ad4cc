package redoubt.encryption.envelope;

import java.util.Objects;

/**
 * How one object is protected; the same for all objects under one seed. Nothing of the object
 * itself is in it.
 *
 * @param provider the KMS plugin's or the local key's name in the API server's configuration; empty
 *     in the clear
 * @param keyId that a KMS v2 plugin gave; else empty
 * @param seed of KMS v2: the first 16 hexadecimal digits of the SHA-256 of the wrapped seed; else
 *     empty
 * @param fault of a damaged or unknown one: what is wrong; else empty
 */
public record Envelope(Format format, String provider, String keyId, String seed, String fault) {
  static final Envelope PLAINTEXT = new Envelope(Format.PLAINTEXT, "", "", "", "");
  static final Envelope IDENTITY = new Envelope(Format.IDENTITY, "", "", "", "");

  public Envelope {
    Objects.requireNonNull(format, "format");
    if (!keyId.isEmpty() && format != Format.KMS_V2) {
      throw new IllegalArgumentException("only kms-v2 has a key_id");
    }
  }

  static Envelope damaged(String provider, String fault) {
    return new Envelope(Format.DAMAGED, provider, "", "", fault);
  }

  static Envelope unknown(String provider, String fault) {
    return new Envelope(Format.UNKNOWN, provider, "", "", fault);
  }

  static Envelope named(Format format, String provider) {
    return new Envelope(format, provider, "", "", "");
  }
}
