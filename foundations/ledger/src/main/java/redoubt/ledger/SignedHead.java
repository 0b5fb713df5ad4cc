package redoubt.ledger;

import java.time.Instant;
import redoubt.ledger.merkle.Digest32;

/**
 * The log as it was at a size, signed.
 *
 * @param origin name of the log
 * @param size number of leaves
 * @param at when it was signed
 * @param note a C2SP signed note with a C2SP tlog-checkpoint as its text
 * @param publicKey the verifier key of the note
 */
public record SignedHead(
    String origin, long size, Digest32 root, Instant at, String note, String publicKey) {}
