package redoubt.crypto;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import redoubt.core.Failure;

/**
 * Master keys in a directory, one file each ({@code ID.master}, see {@link MasterKeyFile}),
 * optionally under a passphrase. Several servers on one database share the directory.
 *
 * <p>With a passphrase, a file without one still opens what it sealed before, but seals nothing
 * new: whoever can write to the directory cannot slip in a key of his own.
 */
public final class FileMasterKeys implements MasterKeys {
  private final Path directory;
  private final Optional<SecretBytes> passphrase;
  private final ConcurrentHashMap<String, Loaded> loaded = new ConcurrentHashMap<>();

  /** A key in memory, and the digest of the file that it came from. */
  @SuppressWarnings("ArrayRecordComponent") // Compared as what it is.
  private record Loaded(SecretBytes key, boolean underPassphrase, byte[] digest) {}

  private FileMasterKeys(Path directory, Optional<SecretBytes> passphrase) {
    this.directory = directory;
    this.passphrase = passphrase;
    PrivateFiles.createDirectory(directory);
  }

  public static FileMasterKeys in(Path directory) {
    return new FileMasterKeys(directory, Optional.empty());
  }

  /** Keeps a copy of the passphrase until it is closed. */
  public static FileMasterKeys in(Path directory, SecretBytes passphrase) {
    if (passphrase.length() == 0) {
      throw new Failure(
          Failure.Kind.INVALID,
          "crypto.empty-passphrase",
          "The passphrase is empty.",
          "Write a passphrase into the file, or leave the option out.");
    }
    return new FileMasterKeys(directory, Optional.of(passphrase.copy()));
  }

  @Override
  public Kind kind() {
    return Kind.FILE;
  }

  @Override
  public void create(String id) {
    MasterKeys.requireId(id);
    if (Files.exists(file(id))) {
      return;
    }
    try (SecretBytes key = SecretBytes.random(Aead.KEY_BYTES)) {
      byte[] contents = MasterKeyFile.write(id, key, passphrase);
      PrivateFiles.writeNew(file(id), contents);
      Arrays.fill(contents, (byte) 0);
    }
  }

  @Override
  public byte[] wrap(String id, SecretBytes secret, byte[] aad) {
    Loaded master = load(id);
    if (passphrase.isPresent() && !master.underPassphrase()) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "crypto.no-passphrase-on-master",
          "The master key "
              + id
              + " lies in a file without a passphrase, so nothing new is sealed.",
          "Rotate the master key: the new one gets the passphrase.");
    }
    return used(id, () -> Aead.seal(master.key(), secret, aad));
  }

  @Override
  public SecretBytes unwrap(String id, byte[] box, byte[] aad) {
    Loaded master = load(id);
    return used(id, () -> Aead.openSecret(master.key(), box, aad));
  }

  /**
   * Reads the file anew, so that a lost or changed one is noticed while the key is in memory. Cheap
   * as long as the file is the one that was loaded: a passphrase is stretched for others only.
   */
  @Override
  public boolean holds(String id) {
    Loaded known = loaded.get(id);
    if (known != null && isStill(known, id)) {
      return true;
    }
    Optional<Loaded> there = read(id);
    there.ifPresent(fresh -> fresh.key().close());
    return there.isPresent();
  }

  private boolean isStill(Loaded known, String id) {
    return PrivateFiles.read(file(id), MasterKeyFile.MOST_BYTES)
        .map(contents -> {
          boolean same = MessageDigest.isEqual(known.digest(), Hash.sha256(contents));
          Arrays.fill(contents, (byte) 0);
          return same;
        })
        .orElse(false);
  }

  /** Whether the directory can be read and written. */
  @Override
  public Optional<Failure> health() {
    if (Files.isDirectory(directory) && Files.isWritable(directory)) {
      return Optional.empty();
    }
    return Optional.of(
        new Failure(
            Failure.Kind.UNAVAILABLE,
            "crypto.file",
            "The directory of the master keys, " + directory + ", cannot be used.",
            "Mount it, and let the server's user read and write there."));
  }

  @Override
  public void destroy(String id) {
    MasterKeys.requireId(id);
    PrivateFiles.destroy(file(id));
    forget(id);
  }

  @Override
  public void forget(String id) {
    Loaded known = loaded.remove(id);
    if (known != null) {
      known.key().close();
    }
  }

  @Override
  public void close() {
    loaded.values().forEach(known -> known.key().close());
    loaded.clear();
    passphrase.ifPresent(SecretBytes::close);
  }

  private Loaded load(String id) {
    MasterKeys.requireId(id);
    return loaded.computeIfAbsent(
        id, absent -> read(id).orElseThrow(() -> MasterKeys.noSuchMaster(id)));
  }

  private Optional<Loaded> read(String id) {
    MasterKeys.requireId(id);
    return PrivateFiles.read(file(id), MasterKeyFile.MOST_BYTES)
        .map(contents -> {
          byte[] digest = Hash.sha256(contents);
          MasterKeyFile parsed = MasterKeyFile.parse(contents);
          Arrays.fill(contents, (byte) 0);
          return new Loaded(parsed.open(id, passphrase), parsed.underPassphrase(), digest);
        });
  }

  /** A key that is destroyed while it is in use counts as gone. */
  private <T> T used(String id, Supplier<T> use) {
    try {
      return use.get();
    } catch (IllegalStateException e) {
      if (loaded.containsKey(id)) {
        throw e;
      }
      throw MasterKeys.noSuchMaster(id);
    }
  }

  private Path file(String id) {
    return directory.resolve(id + ".master");
  }
}
