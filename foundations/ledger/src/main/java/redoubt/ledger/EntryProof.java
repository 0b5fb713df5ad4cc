package redoubt.ledger;

import java.util.List;
import redoubt.ledger.merkle.Digest32;

/**
 * Proof that an entry is in the log.
 *
 * @param entry the canonical JSON of the entry
 * @param entryPath sibling hashes from the entry to the root of its leaf
 * @param at time of the leaf, as the leaf has it
 * @param treePath sibling hashes from the leaf to the root that the head signs
 */
public record EntryProof(
    EntryId id,
    String entry,
    List<Digest32> entryPath,
    java.time.Instant at,
    int count,
    Digest32 leafRoot,
    List<Digest32> treePath,
    SignedHead head) {}
