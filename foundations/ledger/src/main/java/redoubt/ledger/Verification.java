package redoubt.ledger;

import java.util.List;

/**
 * What a full check of the ledger found.
 *
 * @param leaves number of leaves that were recomputed
 * @param entries number of entries that they say to have
 * @param findings what is wrong, at most 100; empty when all is as it was written
 */
public record Verification(long leaves, long entries, List<String> findings) {
  public Verification {
    findings = List.copyOf(findings);
  }

  public boolean passed() {
    return findings.isEmpty();
  }
}
