package redoubt.signatures.watch;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.signatures.foreign.PullSecrets;
import redoubt.signatures.sql.ShownRows;
import redoubt.store.Database;

/** Tells the ledger the first time that a pull secret of a cluster is shown to a registry. */
final class ShownSecrets {
  private static final String ACTOR = "signatures";

  private final Database database;
  private final Ledger ledger;
  private final InstantSource clock;

  ShownSecrets(Database database, Ledger ledger, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Before it is shown: what cannot be written down is not. */
  void record(PullSecrets.Fitting login, String host) {
    for (PullSecrets.Source source : login.sources()) {
      if (!database.read(handle -> ShownRows.isKnown(handle, source, host))) {
        database.transaction(transaction -> {
          if (ShownRows.add(transaction, source, host)) {
            ledger.append(
                transaction,
                List.of(
                    Entry.ok(
                        clock.instant(),
                        source.cluster().instance(),
                        ACTOR,
                        "signatures.pull-secret.show",
                        host,
                        Map.of(
                            "cluster",
                            source.cluster().name(),
                            "namespace",
                            source.place(),
                            "secret",
                            source.name()))));
          }
          return true;
        });
      }
    }
  }
}
