package redoubt.seal.recovery;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import redoubt.core.Migrations;
import redoubt.crypto.SecretBytes;
import redoubt.seal.SecretName;
import redoubt.seal.Vault;
import redoubt.seal.recovery.sql.Tables;

/**
 * Fills an empty database inside a transaction. Names in the export are only looked up among the
 * tables that are there, and never become part of a statement otherwise.
 */
final class Restoring implements Records.Reader, AutoCloseable {
  private final Handle handle;
  private final Vault vault;
  private final List<Migrations> rooms;
  private final Map<String, Tables.Table> expected = new LinkedHashMap<>();
  private final Map<String, Tables.Sequence> sequences = new LinkedHashMap<>();
  private Tables.@Nullable Intake intake;

  Restoring(Handle handle, Vault vault, List<Migrations> rooms) {
    this.handle = handle;
    this.vault = vault;
    this.rooms = rooms;
  }

  @Override
  public void manifest(Manifest manifest) {
    SortedMap<String, List<String>> here = RecoveryExport.versions(handle, rooms);
    if (!here.keySet().equals(manifest.versions().keySet())) {
      throw RecoveryFailures.otherVersion(
          "it has the rooms "
              + manifest.versions().keySet()
              + ", this server has "
              + here.keySet());
    }
    here.forEach((schema, versions) -> {
      if (!versions.equals(manifest.versions().get(schema))) {
        throw RecoveryFailures.otherVersion("the tables of " + schema + " differ");
      }
    });
    List<String> schemas = RecoveryExport.exportedSchemas(rooms);
    for (Tables.Table table : Tables.inOrder(handle, schemas)) {
      Tables.lock(handle, table);
      if (!Tables.isEmpty(handle, table)) {
        throw RecoveryFailures.notEmpty(table.fullName());
      }
      expected.put(table.fullName(), table);
    }
    Tables.sequences(handle, schemas)
        .forEach(sequence -> sequences.put(sequence.schema() + "." + sequence.name(), sequence));
    if (vault.hasSecrets(handle)) {
      throw RecoveryFailures.notEmpty("seal.secret");
    }
    Tables.deferChecks(handle);
  }

  @Override
  public void tableStarts(String schema, String table, List<String> columns) {
    Tables.Table here = expected.remove(schema + "." + table);
    if (here == null || !here.columns().equals(columns)) {
      throw RecoveryFailures.otherVersion("the table " + schema + "." + table + " differs");
    }
    intake = new Tables.Intake(handle, here);
  }

  @Override
  public void data(byte[] piece) {
    open().write(piece);
  }

  @Override
  public void tableEnds(long rows) {
    if (open().end() != rows) {
      throw RecoveryFailures.damaged(null);
    }
    intake = null;
  }

  @Override
  public void sequence(String schema, String name, long last, boolean called) {
    if (sequences.remove(schema + "." + name) == null) {
      throw RecoveryFailures.otherVersion("the sequence " + schema + "." + name + " differs");
    }
    Tables.set(handle, new Tables.Sequence(schema, name, last, called));
  }

  @Override
  public void secret(String name, SecretBytes secret) {
    try (secret) {
      vault.put(handle, new SecretName(List.of(name.split("/", -1))), secret);
    }
  }

  void finish() {
    if (!expected.isEmpty()) {
      throw RecoveryFailures.otherVersion("it lacks the tables " + expected.keySet());
    }
  }

  @Override
  public void close() {
    Tables.Intake left = intake;
    if (left != null) {
      left.cancel();
    }
  }

  private Tables.Intake open() {
    Tables.Intake now = intake;
    if (now == null) {
      throw RecoveryFailures.damaged(null);
    }
    return now;
  }
}
