package redoubt.server.proofs.sql;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import redoubt.core.Evidence;
import redoubt.core.Migrations;
import redoubt.ledger.EntryId;
import redoubt.server.proofs.EvidenceStore;
import redoubt.server.proofs.ProofRunner;
import redoubt.store.Database;

/** Evidence in PostgreSQL, one row a proof. */
public final class SqlEvidenceStore implements EvidenceStore {
  public static final Migrations MIGRATIONS = new Migrations("proofs", "redoubt/server/proofs");

  private final Database database;

  public SqlEvidenceStore(Database database) {
    this.database = database;
  }

  @Override
  public void keep(Evidence evidence, EntryId entry) {
    database.transaction(handle ->
        handle
            .createUpdate(
                """
                insert into proofs.evidence
                  (proof, protection, claim, attack, observation, outcome, at,
                   entry_leaf, entry_position)
                values (:proof, :protection, :claim, :attack, :observation, :outcome, :at,
                   :leaf, :position)
                on conflict (proof) do update set
                  protection = excluded.protection, claim = excluded.claim,
                  attack = excluded.attack, observation = excluded.observation,
                  outcome = excluded.outcome, at = excluded.at,
                  entry_leaf = excluded.entry_leaf, entry_position = excluded.entry_position
                """)
            .bind("proof", evidence.proof())
            .bind("protection", evidence.protection())
            .bind("claim", evidence.claim())
            .bind("attack", evidence.attack())
            .bind("observation", evidence.observation())
            .bind("outcome", evidence.outcome().name())
            .bind("at", OffsetDateTime.ofInstant(evidence.at(), ZoneOffset.UTC))
            .bind("leaf", entry.leaf())
            .bind("position", entry.position())
            .execute());
  }

  @Override
  public List<ProofRunner.Recorded> last() {
    return database.read(handle ->
        handle
            .createQuery("select * from proofs.evidence order by protection, proof")
            .map((row, context) ->
                new ProofRunner.Recorded(
                    new Evidence(
                        row.getString("proof"),
                        row.getString("protection"),
                        row.getString("claim"),
                        row.getString("attack"),
                        row.getString("observation"),
                        Evidence.Outcome.valueOf(row.getString("outcome")),
                        row.getObject("at", OffsetDateTime.class).toInstant()),
                    new EntryId(row.getLong("entry_leaf"), row.getInt("entry_position"))))
            .list());
  }
}
