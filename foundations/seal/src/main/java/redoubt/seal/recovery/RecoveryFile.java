package redoubt.seal.recovery;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import redoubt.core.Failure;
import redoubt.core.Migrations;
import redoubt.crypto.Aead;
import redoubt.crypto.Hash;
import redoubt.crypto.SecretBytes;
import redoubt.crypto.shamir.Shamir;
import redoubt.crypto.shamir.Share;
import redoubt.seal.Vault;
import redoubt.store.Database;

/** An export in a file. Needs no server, no database and no master key to be looked at. */
public final class RecoveryFile {
  private final Path file;

  public RecoveryFile(Path file) {
    this.file = file;
  }

  /**
   * What can be known without shares.
   *
   * @throws Failure {@code recovery.not-an-export}, {@code recovery.unreadable}
   */
  public ExportHeader header() {
    try (InputStream in = open()) {
      return ExportHeader.read(in);
    } catch (IOException e) {
      throw RecoveryFailures.unreadable(e);
    }
  }

  /**
   * Decrypts the whole export and checks every record; writes nothing anywhere.
   *
   * @param shares texts of at least the threshold's number of shares
   * @throws Failure {@code share.…} or {@code recovery.…}
   */
  public RecoveryContents verify(List<String> shares) {
    return read(shares, new Ignoring());
  }

  /**
   * Verifies the export, then restores it into a database that was brought up to date and is empty,
   * in one transaction: all or nothing. Secrets are sealed by the database's own master key.
   *
   * @param rooms the migrations of all rooms, as the database was brought up to date with them
   * @throws Failure {@code share.…} or {@code recovery.…}; then nothing was changed
   */
  public RecoveryContents restore(
      List<String> shares, Database database, Vault vault, List<Migrations> rooms) {
    RecoveryContents verified = verify(shares);
    return database.transaction(handle -> {
      try (Restoring restoring = new Restoring(handle, vault, rooms)) {
        RecoveryContents restored = read(shares, restoring);
        if (!restored.equals(verified)) {
          throw RecoveryFailures.damaged(null);
        }
        restoring.finish();
        return restored;
      }
    });
  }

  private RecoveryContents read(List<String> texts, Records.Reader reader) {
    try (InputStream in = open()) {
      ExportHeader header = ExportHeader.read(in);
      try (SecretBytes key = key(texts, header);
          SealedInput opened = new SealedInput(in, key, Hash.sha256Hex(header.toBytes()))) {
        return Records.read(new BufferedInputStream(opened), reader);
      }
    } catch (IOException e) {
      throw RecoveryFailures.unreadable(e);
    }
  }

  private static SecretBytes key(List<String> texts, ExportHeader header) {
    if (texts.isEmpty()) {
      throw Shamir.tooFew(0, header.threshold());
    }
    List<Share> shares = texts.stream().map(Share::parse).toList();
    try {
      if (shares.stream().anyMatch(share -> !share.setId().equals(header.set()))) {
        throw RecoveryFailures.foreignShares();
      }
      SecretBytes key = Shamir.combine(shares);
      if (key.length() != Aead.KEY_BYTES) {
        key.close();
        throw RecoveryFailures.foreignShares();
      }
      return key;
    } finally {
      shares.forEach(Share::close);
    }
  }

  private InputStream open() throws IOException {
    return new BufferedInputStream(Files.newInputStream(file), 128 * 1024);
  }

  /** Lets everything pass; what there is to check is checked before. */
  private static final class Ignoring implements Records.Reader {
    @Override
    public void manifest(Manifest manifest) {}

    @Override
    public void tableStarts(String schema, String table, List<String> columns) {}

    @Override
    public void data(byte[] piece) {}

    @Override
    public void tableEnds(long rows) {}

    @Override
    public void sequence(String schema, String name, long last, boolean called) {}

    @Override
    public void secret(String name, SecretBytes secret) {
      secret.close();
    }
  }
}
