package redoubt.encryption.envelope;

/** How a stored object is protected. */
public enum Format {
  /** In the clear, in an encoding of Kubernetes: protobuf, JSON or CBOR. */
  PLAINTEXT("plaintext"),
  /** In the clear, in no encoding of Kubernetes: no provider has touched it. */
  IDENTITY("identity"),
  /** AES-CBC under a key in the API server's configuration; not authenticated. */
  AESCBC("aescbc"),
  /** AES-GCM under a key in the API server's configuration. */
  AESGCM("aesgcm"),
  /** XSalsa20-Poly1305 under a key in the API server's configuration. */
  SECRETBOX("secretbox"),
  /** A data key of its own, wrapped by a KMS plugin. */
  KMS_V1("kms-v1"),
  /** A key derived from a seed that a KMS plugin wrapped. */
  KMS_V2("kms-v2"),
  /** Encrypted in a way that came after this program. */
  UNKNOWN("unknown"),
  /** Begins like an encrypted object and cannot be one. */
  DAMAGED("damaged");

  private final String text;

  Format(String text) {
    this.text = text;
  }

  /** The stable name for people and scripts. */
  public String text() {
    return text;
  }

  /** Whether the API server's own configuration holds the key. */
  public boolean isLocal() {
    return this == AESCBC || this == AESGCM || this == SECRETBOX;
  }

  public boolean isKms() {
    return this == KMS_V1 || this == KMS_V2;
  }
}
