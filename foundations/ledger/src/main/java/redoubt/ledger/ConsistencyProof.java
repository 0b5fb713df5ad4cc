package redoubt.ledger;

import java.util.List;
import redoubt.ledger.merkle.Digest32;

/**
 * Proof that the log of one size begins with the log of a smaller one.
 *
 * @param head of the size {@code to}, signed
 */
public record ConsistencyProof(
    long from,
    long to,
    List<Digest32> proof,
    Digest32 fromRoot,
    Digest32 toRoot,
    SignedHead head) {}
