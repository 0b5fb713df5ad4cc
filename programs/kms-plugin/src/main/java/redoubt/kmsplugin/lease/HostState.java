package redoubt.kmsplugin.lease;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.crypto.Aad;
import redoubt.crypto.Aead;
import redoubt.crypto.Hash;
import redoubt.crypto.PrivateFiles;
import redoubt.crypto.Randomness;
import redoubt.crypto.SecretBytes;
import redoubt.kmsplugin.keys.LocalKey;
import redoubt.kmsplugin.keys.WrappedKey;
import redoubt.kmsplugin.server.Lease;

/**
 * The lease and the local keys in a file, so that the plugin can restart while the server is away.
 * Sealed (XAES-256-GCM) under {@code host.key}, 32 random bytes in a file beside it, together with
 * the machine's id: whoever has this machine's disk and that id can open it. It is good for a time
 * after the server was last heard, and destroyed when the server ends the lease.
 */
public final class HostState {
  private static final int MOST_BYTES = 16 * 1024 * 1024;
  private static final int FORMAT = 1;
  private static final String FILE = "lease.sealed";
  private static final String KEY_FILE = "host.key";

  /** How far a clock may be behind without the file being refused. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  private final Path file;
  private final Path keyFile;
  private final byte[] machine;
  private final String context;
  private final Duration grace;
  private final InstantSource clock;

  /**
   * What was kept.
   *
   * @param keys the first seals; all are to be closed by who takes them
   * @param silence how long ago the server was last heard
   * @param left how much of the grace is left
   */
  public record Kept(Lease lease, List<LocalKey> keys, Duration silence, Duration left) {}

  /**
   * @param directory made when it is not there; must be writable by this user alone
   * @param machineId a file that names this machine
   * @param context what the file is for: server, instance and cluster
   * @throws Failure when the directory or the machine's id cannot be used
   */
  public HostState(
      Path directory, Path machineId, String context, Duration grace, InstantSource clock) {
    PrivateFiles.createDirectory(directory);
    this.file = directory.resolve(FILE);
    this.keyFile = directory.resolve(KEY_FILE);
    this.machine = machine(machineId);
    this.context = context;
    this.grace = grace;
    this.clock = clock;
  }

  /** Keeps what is in force, as heard of the server just now. */
  public void keep(Standing.InForce inForce, List<LocalKey> others) {
    byte[] plain = write(inForce, others);
    try (SecretBytes key = hostKey(true).orElseThrow()) {
      PrivateFiles.write(file, Aead.seal(key, plain, aad()));
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /** What was kept, if its time is not over; a file that does not open is as none. */
  public Optional<Kept> read() {
    Optional<byte[]> box = PrivateFiles.read(file, MOST_BYTES);
    Optional<SecretBytes> key = hostKey(false);
    if (box.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    try (SecretBytes opening = key.get()) {
      byte[] plain = Aead.open(opening, box.get(), aad());
      try {
        return read(plain);
      } finally {
        Arrays.fill(plain, (byte) 0);
      }
    } catch (Failure e) {
      return Optional.empty();
    }
  }

  /**
   * Destroys what an earlier run with a grace left, so that turning the grace off ends it. A
   * directory that this user cannot enter has nothing of it.
   */
  public static void remove(Path directory) {
    if (Files.isExecutable(directory)) {
      PrivateFiles.destroy(directory.resolve(FILE));
      PrivateFiles.destroy(directory.resolve(KEY_FILE));
    }
  }

  /** Nothing is left to restart from. */
  public void destroy() {
    PrivateFiles.destroy(file);
    PrivateFiles.destroy(keyFile);
  }

  private Optional<Kept> read(byte[] plain) {
    List<LocalKey> keys = new ArrayList<>();
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(plain))) {
      if (in.readInt() != FORMAT) {
        return Optional.empty();
      }
      Instant heard = Instant.ofEpochMilli(in.readLong());
      Duration age = Duration.between(heard, clock.instant());
      // A clock that was put back would make the time longer.
      if (age.compareTo(SLACK.negated()) < 0 || age.compareTo(grace) >= 0) {
        return Optional.empty();
      }
      Lease lease = new Lease(in.readLong(), in.readUTF(), in.readUTF(), in.readUTF(), "active");
      for (int left = in.readInt(); left > 0; left--) {
        WrappedKey wrapped = new WrappedKey(in.readUTF(), in.readUTF(), in.readUTF());
        byte[] secret = new byte[Aead.KEY_BYTES];
        in.readFully(secret);
        keys.add(new LocalKey(wrapped, SecretBytes.owning(secret)));
      }
      return Optional.of(
          new Kept(lease, keys, age.isNegative() ? Duration.ZERO : age, grace.minus(age)));
    } catch (IOException | RuntimeException e) {
      keys.forEach(LocalKey::close);
      return Optional.empty();
    }
  }

  private byte[] write(Standing.InForce inForce, List<LocalKey> others) {
    List<LocalKey> keys = new ArrayList<>();
    keys.add(inForce.key());
    others.stream().filter(key -> !key.id().equals(inForce.key().id())).forEach(keys::add);
    Zeroed bytes = new Zeroed();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(FORMAT);
      out.writeLong(clock.millis());
      Lease lease = inForce.lease();
      out.writeLong(lease.revision());
      out.writeUTF(lease.keyId());
      out.writeUTF(lease.key());
      out.writeUTF(lease.version());
      out.writeInt(keys.size());
      for (LocalKey key : keys) {
        out.writeUTF(key.wrapped().keyId());
        out.writeUTF(key.wrapped().rootKey());
        out.writeUTF(key.wrapped().wrapped());
        try (SecretBytes secret = key.secret()) {
          byte[] copy = secret.use(byte[]::clone);
          out.write(copy);
          Arrays.fill(copy, (byte) 0);
        }
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("memory is written without errors", e);
    } finally {
      bytes.zero();
    }
  }

  private Optional<SecretBytes> hostKey(boolean make) {
    Optional<byte[]> present = PrivateFiles.read(keyFile, Aead.KEY_BYTES);
    if (present.isEmpty() && make) {
      PrivateFiles.writeNew(keyFile, Randomness.bytes(Aead.KEY_BYTES));
      present = PrivateFiles.read(keyFile, Aead.KEY_BYTES);
    }
    return present
        .filter(bytes -> bytes.length == Aead.KEY_BYTES)
        .map(bytes -> {
          byte[] key =
              Hash.sha256("redoubt host key".getBytes(StandardCharsets.US_ASCII), bytes, machine);
          Arrays.fill(bytes, (byte) 0);
          return SecretBytes.owning(key);
        });
  }

  private byte[] aad() {
    return Aad.of("redoubt kms plugin state", context);
  }

  private static byte[] machine(Path file) {
    try {
      byte[] id = Files.readAllBytes(file);
      if (id.length >= 16 && id.length <= 4096) {
        return Hash.sha256(id);
      }
      throw new IOException("too short or too long");
    } catch (IOException e) {
      throw new Failure(
          Failure.Kind.INVALID,
          "plugin.no-machine-id",
          "There is no machine's id in " + file + ".",
          "Give the plugin the host's /etc/machine-id, or name a file with --machine-id.",
          e);
    }
  }

  /** A buffer that can be zeroed; one that grows leaves its old arrays to the collector. */
  private static final class Zeroed extends ByteArrayOutputStream {
    Zeroed() {
      super(64 * 1024);
    }

    void zero() {
      Arrays.fill(buf, (byte) 0);
    }
  }
}
