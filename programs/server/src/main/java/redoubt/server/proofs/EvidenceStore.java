package redoubt.server.proofs;

import java.util.List;
import redoubt.core.Evidence;
import redoubt.ledger.EntryId;

/** Keeps the last evidence of each proof. */
public interface EvidenceStore {
  /** Replaces what is known of the proof. */
  void keep(Evidence evidence, EntryId entry);

  /** The last evidence of each proof, by protection and proof. */
  List<ProofRunner.Recorded> last();
}
