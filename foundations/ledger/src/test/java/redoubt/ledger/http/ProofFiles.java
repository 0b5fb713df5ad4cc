package redoubt.ledger.http;

import java.nio.charset.StandardCharsets;
import redoubt.ledger.ConsistencyProof;
import redoubt.ledger.EntryProof;
import redoubt.web.Json;

/** Proofs as their routes answer them. */
public final class ProofFiles {
  private ProofFiles() {}

  public static String entry(EntryProof proof) {
    return new String(Json.bytes(LedgerJson.proof(proof)), StandardCharsets.UTF_8);
  }

  public static String consistency(ConsistencyProof proof) {
    return new String(Json.bytes(LedgerJson.consistency(proof)), StandardCharsets.UTF_8);
  }
}
