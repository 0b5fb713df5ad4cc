package redoubt.keys.shred;

import java.time.Instant;
import java.util.List;
import redoubt.ledger.EntryProof;

/**
 * That a root key was shredded: what was destroyed, by whom and when, and what was tried in vain to
 * open what it had wrapped. The ledger vouches for it: {@code issued} proves an entry that has the
 * SHA-256 of the body.
 *
 * @param body canonical JSON (RFC 8785)
 * @param deletion proof that the deletion is in the ledger
 * @param purge proof that the purge is
 * @param issued proof that this certificate is
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Certificate(
    PurgedKey key,
    Instant issuedAt,
    List<Evidence> evidence,
    byte[] body,
    EntryProof deletion,
    EntryProof purge,
    EntryProof issued) {
  public static final String FORMAT = "redoubt-shredding-certificate/1";

  /** Place of a version whose material was in the hardware module. */
  static final String IN_HSM = "hardware module";

  /** Place of a version whose material was in the vault. */
  static final String IN_VAULT = "vault";

  public Certificate {
    evidence = List.copyOf(evidence);
  }
}
