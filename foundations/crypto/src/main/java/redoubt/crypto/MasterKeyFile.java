package redoubt.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import redoubt.core.Failure;

/**
 * The file of one master key, ASCII, one line:
 *
 * <pre>
 * redoubt-master-key/1 ID plain KEY+CHECK
 * redoubt-master-key/1 ID argon2id MEMORY-KIB PASSES SALT BOX
 * </pre>
 *
 * The last field and SALT are base64. KEY is 32 bytes, CHECK the first 8 bytes of SHA-256 over the
 * id and the key. BOX is a box of {@link Aead} under Argon2id (RFC 9106, one lane) of the
 * passphrase, with the fields before it as associated data.
 */
final class MasterKeyFile {
  static final int MOST_BYTES = 1024;

  private static final String MAGIC = "redoubt-master-key/1";
  private static final int MEMORY_KIB = 46 * 1024; // OWASP: 46 MiB, one pass
  private static final int PASSES = 1;
  private static final int MOST_MEMORY_KIB = 256 * 1024;
  private static final int MOST_PASSES = 16;
  private static final int SALT_BYTES = 16;
  private static final int CHECK_BYTES = 8;
  private static final Pattern LINE =
      Pattern.compile(
          MAGIC
              + " (?<id>[A-Za-z0-9._-]{1,100})"
              + " (?:plain|argon2id (?<memory>[1-9][0-9]{0,6}) (?<passes>[1-9][0-9]?)"
              + " (?<salt>[A-Za-z0-9+/]{22}==))"
              + " (?<secret>[A-Za-z0-9+/]{54}==|[A-Za-z0-9+/]{96})\n");

  private final String id;
  private final int memoryKib;
  private final int passes;
  private final byte[] salt;
  private final byte[] secret;

  private MasterKeyFile(String id, int memoryKib, int passes, byte[] salt, byte[] secret) {
    this.id = id;
    this.memoryKib = memoryKib;
    this.passes = passes;
    this.salt = salt;
    this.secret = secret;
  }

  static byte[] write(String id, SecretBytes key, Optional<SecretBytes> passphrase) {
    if (passphrase.isEmpty()) {
      byte[] checked =
          key.use(bytes -> {
            byte[] both = Arrays.copyOf(bytes, Aead.KEY_BYTES + CHECK_BYTES);
            System.arraycopy(check(id, bytes), 0, both, Aead.KEY_BYTES, CHECK_BYTES);
            return both;
          });
      String line = MAGIC + " " + id + " plain " + base64(checked) + "\n";
      Arrays.fill(checked, (byte) 0);
      return line.getBytes(StandardCharsets.US_ASCII);
    }
    byte[] salt = Randomness.bytes(SALT_BYTES);
    try (SecretBytes wrapping = stretch(passphrase.get(), MEMORY_KIB, PASSES, salt)) {
      byte[] box = Aead.seal(wrapping, key, aad(id, MEMORY_KIB, PASSES, salt));
      return (String.join(
                  " ",
                  MAGIC,
                  id,
                  "argon2id",
                  Integer.toString(MEMORY_KIB),
                  Integer.toString(PASSES),
                  base64(salt),
                  base64(box))
              + "\n")
          .getBytes(StandardCharsets.US_ASCII);
    }
  }

  /**
   * @throws Failure {@code crypto.damaged-master}
   */
  static MasterKeyFile parse(byte[] contents) {
    if (contents.length > MOST_BYTES) {
      throw damaged();
    }
    Matcher line = LINE.matcher(new String(contents, StandardCharsets.ISO_8859_1));
    if (!line.matches()) {
      throw damaged();
    }
    byte[] secret = canonical(line.group("secret"));
    if (line.group("memory") == null) {
      if (secret.length != Aead.KEY_BYTES + CHECK_BYTES) {
        throw damaged();
      }
      return new MasterKeyFile(line.group("id"), 0, 0, new byte[0], secret);
    }
    int memory = Integer.parseInt(line.group("memory"));
    int passes = Integer.parseInt(line.group("passes"));
    if (secret.length != Aead.KEY_BYTES + Aead.OVERHEAD
        || memory < 8
        || memory > MOST_MEMORY_KIB
        || passes > MOST_PASSES) {
      throw damaged();
    }
    return new MasterKeyFile(
        line.group("id"), memory, passes, canonical(line.group("salt")), secret);
  }

  boolean underPassphrase() {
    return salt.length > 0;
  }

  /**
   * The key, to be closed by the caller.
   *
   * @throws Failure {@code crypto.damaged-master}, {@code crypto.passphrase-needed}, {@code
   *     crypto.wrong-passphrase}
   */
  SecretBytes open(String expectedId, Optional<SecretBytes> passphrase) {
    if (!id.equals(expectedId)) {
      throw damaged();
    }
    if (!underPassphrase()) {
      byte[] key = Arrays.copyOf(secret, Aead.KEY_BYTES);
      boolean whole =
          Arrays.equals(check(id, key), Arrays.copyOfRange(secret, Aead.KEY_BYTES, secret.length));
      Arrays.fill(secret, (byte) 0);
      if (!whole) {
        throw damaged();
      }
      return SecretBytes.owning(key);
    }
    if (passphrase.isEmpty()) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "crypto.passphrase-needed",
          "The master key " + id + " is protected by a passphrase and none was given.",
          "Start with --seal-passphrase-file.");
    }
    try (SecretBytes wrapping = stretch(passphrase.get(), memoryKib, passes, salt)) {
      return Aead.openSecret(wrapping, secret, aad(id, memoryKib, passes, salt));
    } catch (Failure e) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "crypto.wrong-passphrase",
          "The passphrase does not open the master key " + id + ", or its file was changed.",
          "Give the passphrase that was in use when the key was made.",
          e);
    }
  }

  private static byte[] check(String id, byte[] key) {
    return Arrays.copyOf(Hash.sha256(Aad.of(MAGIC, id), key), CHECK_BYTES);
  }

  private static byte[] aad(String id, int memoryKib, int passes, byte[] salt) {
    return Aad.of(MAGIC, id, Integer.toString(memoryKib), Integer.toString(passes), base64(salt));
  }

  private static SecretBytes stretch(
      SecretBytes passphrase, int memoryKib, int passes, byte[] salt) {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(memoryKib)
            .withIterations(passes)
            .withParallelism(1)
            .withSalt(salt)
            .build());
    byte[] key = new byte[Aead.KEY_BYTES];
    passphrase.use(bytes -> generator.generateBytes(bytes, key));
    return SecretBytes.owning(key);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** The bytes of a text that is the only base64 of them: its unused last bits are zero. */
  private static byte[] canonical(String text) {
    byte[] bytes = Base64.getDecoder().decode(text);
    if (!base64(bytes).equals(text)) {
      throw damaged();
    }
    return bytes;
  }

  private static Failure damaged() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "crypto.damaged-master",
        "The file of a master key is damaged or is that of another key.",
        "Bring the file back from a backup, or restore from a recovery export.");
  }
}
