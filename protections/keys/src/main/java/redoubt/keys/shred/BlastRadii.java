package redoubt.keys.shred;

import java.util.List;
import java.util.Optional;
import redoubt.keys.Key;
import redoubt.keys.Registration;
import redoubt.keys.sql.RegistrationRows;
import redoubt.store.Database;

/** Finds what would be lost with a key. */
public final class BlastRadii {
  /** Registrations that are shown of one key. */
  private static final int MOST = 5_000;

  private final Database database;
  private final Dependents dependents;

  public BlastRadii(Database database, Dependents dependents) {
    this.database = database;
    this.dependents = dependents;
  }

  public BlastRadius of(Key key) {
    RegistrationRows.Wanted all =
        new RegistrationRows.Wanted(
            Optional.of(key.id()), Optional.empty(), Optional.empty(), Optional.empty());
    List<Registration> registrations =
        database.read(handle -> RegistrationRows.find(handle, key.tenant(), all, MOST, 0));
    return new BlastRadius(key, registrations, dependents.of(key.tenant(), key.id()));
  }
}
