package redoubt.keys.shred;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import redoubt.core.Failure;
import redoubt.keys.KeyFailure;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyVersion;
import redoubt.keys.life.KeyChanges;
import redoubt.keys.material.Material;
import redoubt.keys.material.MaterialName;
import redoubt.keys.material.WrappedKey;
import redoubt.keys.sql.PurgedRows;
import redoubt.store.Database;

/**
 * Tries in every way that an instance has to open what a purged key wrapped: by asking for the key,
 * by the material of its versions wherever that may be, and by every other root key that could be
 * of the same material.
 */
final class Trials {
  /** Imported versions that are tried on each sample. */
  private static final int MOST_IMPORTED = 1000;

  private final Database database;
  private final KeyChanges changes;
  private final Material material;

  Trials(Database database, KeyChanges changes, Material material) {
    this.database = database;
    this.changes = changes;
    this.material = material;
  }

  /**
   * @throws Failure when one way could not be tried, such as {@code hsm.unavailable}
   */
  Evidence attempt(PurgedKey key, Sample sample) {
    List<Evidence.Trial> trials = new ArrayList<>();
    trials.add(new Evidence.Trial("unwrap with the key", askForKey(key)));
    WrappedKey wrapped = WrappedKey.parse(sample.wrapped());
    for (PurgedKey.Destroyed destroyed : key.versions()) {
      MaterialName name = new MaterialName(key.tenant(), key.id(), destroyed.version().id());
      trials.add(
          new Evidence.Trial(
              "material of version " + destroyed.version().number(),
              tryOpen(name, destroyed.version(), wrapped, sample)));
    }
    for (PurgedRows.OfKey other : others(key, wrapped)) {
      MaterialName name = new MaterialName(key.tenant(), other.key(), other.version().id());
      trials.add(
          new Evidence.Trial(
              "key " + other.key() + " version " + other.version().number(),
              tryOpen(name, other.version(), wrapped, sample)));
    }
    return new Evidence(sample, trials);
  }

  /** With each of the additional data; the code of the first that failed if all did. */
  private Optional<String> tryOpen(
      MaterialName name, KeyVersion version, WrappedKey wrapped, Sample sample) {
    Optional<String> first = Optional.empty();
    for (List<String> aad : sample.aads()) {
      Optional<String> code = material.tryOpen(name, version.inHsm(), wrapped, aad);
      if (code.isEmpty()) {
        return code;
      }
      first = first.or(() -> code);
    }
    return first;
  }

  /** Why the key cannot be asked; empty when it is there after all. */
  private Optional<String> askForKey(PurgedKey key) {
    try {
      changes.current(key.tenant(), key.id().toString());
      return Optional.empty();
    } catch (KeyFailure e) {
      if (e.error() == KeyProtectError.KEY_NOT_FOUND_ERR) {
        return Optional.of(e.code());
      }
      throw e;
    }
  }

  private List<PurgedRows.OfKey> others(PurgedKey key, WrappedKey wrapped) {
    List<PurgedRows.OfKey> others =
        new ArrayList<>(
            database.read(handle -> PurgedRows.imported(handle, key.tenant(), MOST_IMPORTED + 1)));
    if (others.size() > MOST_IMPORTED) {
      throw new Failure(
          Failure.Kind.CONFLICT,
          "keys.too-many-imported",
          "The instance has more than " + MOST_IMPORTED + " versions of imported root keys.",
          "Purge those that are not needed: each could be of the same material and has to be tried.");
    }
    UUID handle = wrapped.handle();
    if (others.stream().noneMatch(other -> other.version().id().equals(handle))) {
      database
          .read(read -> PurgedRows.byVersion(read, key.tenant(), handle))
          .ifPresent(others::add);
    }
    return others;
  }
}
