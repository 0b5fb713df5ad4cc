package redoubt.encryption.report;

import java.time.Instant;
import java.util.UUID;
import redoubt.encryption.census.Verdict;
import redoubt.ledger.EntryId;

/**
 * A report of a cluster's encryption ledger, but for its body, which names objects: see {@link
 * Reports#body}.
 *
 * @param begunAt when the reading began; when it was sent, if it was not seen
 * @param by id of the user who asked for it, or who says so
 * @param source {@code etcd} or {@code snapshot}
 * @param revision of etcd
 * @param sha256 of the canonical body, hexadecimal
 * @param note the signed statement about it
 * @param publicKey verifier key of the note
 * @param entry where the Merkle ledger has it
 */
public record StoredReport(
    String tenant,
    UUID cluster,
    UUID id,
    Origin origin,
    Instant begunAt,
    Instant storedAt,
    String by,
    String source,
    long revision,
    Verdict verdict,
    Counts counts,
    String sha256,
    String note,
    String publicKey,
    EntryId entry) {
  /** Who vouches for what is in it. */
  public enum Origin {
    /** This server read it from etcd. */
    SEEN("seen"),
    /** A user says so; the server did not see it. */
    REPORTED("reported");

    private final String text;

    Origin(String text) {
      this.text = text;
    }

    /** The stable name for people and scripts. */
    public String text() {
      return text;
    }
  }
}
