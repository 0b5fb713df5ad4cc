package redoubt.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import redoubt.crypto.Hash;
import redoubt.crypto.SecretBytes;

/**
 * The public half of a key that signs C2SP signed notes (Ed25519, algorithm 0x01) under a name.
 *
 * @param name also the origin of the log
 */
@SuppressWarnings("ArrayRecordComponent")
record NoteKey(String name, byte[] publicKey) {
  static final int SEED_BYTES = 32;
  private static final byte ED25519 = 1;
  private static final int ID_BYTES = 4;

  static NoteKey of(String name, SecretBytes seed) {
    return new NoteKey(
        name,
        seed.use(bytes -> new Ed25519PrivateKeyParameters(bytes).generatePublicKey().getEncoded()));
  }

  /**
   * Reads what {@link #verifierKey} writes.
   *
   * @throws IllegalArgumentException for anything else
   */
  static NoteKey parse(String verifierKey) {
    // A name has no plus sign; base64 may have.
    int start = verifierKey.indexOf('+');
    if (start < 1 || !verifierKey.startsWith("+", start + 9)) {
      throw new IllegalArgumentException("no verifier key");
    }
    byte[] withAlgorithm = Base64.getDecoder().decode(verifierKey.substring(start + 10));
    if (withAlgorithm.length != 1 + SEED_BYTES || withAlgorithm[0] != ED25519) {
      throw new IllegalArgumentException("no Ed25519 key");
    }
    NoteKey key =
        new NoteKey(
            verifierKey.substring(0, start),
            Arrays.copyOfRange(withAlgorithm, 1, withAlgorithm.length));
    if (!key.verifierKey().equals(verifierKey)) {
      throw new IllegalArgumentException("the key has another id");
    }
    return key;
  }

  /** The verifier key: {@code NAME+ID+BASE64}, the last with the algorithm before the key. */
  String verifierKey() {
    return name
        + "+"
        + HexFormat.of().formatHex(id())
        + "+"
        + Base64.getEncoder().encodeToString(withAlgorithm());
  }

  /** The note: the text, an empty line, the signature line. */
  String sign(String text, SecretBytes seed) {
    byte[] message = text.getBytes(StandardCharsets.UTF_8);
    byte[] signature =
        seed.use(bytes -> {
          Ed25519Signer signer = new Ed25519Signer();
          signer.init(true, new Ed25519PrivateKeyParameters(bytes));
          signer.update(message, 0, message.length);
          return signer.generateSignature();
        });
    byte[] line = ByteBuffer.allocate(ID_BYTES + signature.length).put(id()).put(signature).array();
    return text + "\n" + prefix() + Base64.getEncoder().encodeToString(line) + "\n";
  }

  /**
   * The text of a note that this key signed.
   *
   * @throws IllegalArgumentException for any other
   */
  String verify(String note) {
    int end = note.lastIndexOf("\n\n");
    if (end < 0) {
      throw new IllegalArgumentException("the note has no signature");
    }
    String text = note.substring(0, end + 1);
    for (String line : note.substring(end + 2).lines().toList()) {
      if (line.startsWith(prefix())) {
        byte[] signed = Base64.getDecoder().decode(line.substring(prefix().length()));
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        Ed25519Signer verifier = new Ed25519Signer();
        verifier.init(false, new Ed25519PublicKeyParameters(publicKey));
        verifier.update(message, 0, message.length);
        if (signed.length > ID_BYTES
            && Arrays.equals(Arrays.copyOf(signed, ID_BYTES), id())
            && verifier.verifySignature(Arrays.copyOfRange(signed, ID_BYTES, signed.length))) {
          return text;
        }
      }
    }
    throw new IllegalArgumentException("the note is not signed by " + verifierKey());
  }

  private String prefix() {
    return "\u2014 " + name + " ";
  }

  private byte[] id() {
    return Arrays.copyOf(
        Hash.sha256(name.getBytes(StandardCharsets.UTF_8), new byte[] {'\n'}, withAlgorithm()),
        ID_BYTES);
  }

  private byte[] withAlgorithm() {
    return ByteBuffer.allocate(1 + publicKey.length).put(ED25519).put(publicKey).array();
  }
}
