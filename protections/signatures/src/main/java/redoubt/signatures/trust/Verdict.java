package redoubt.signatures.trust;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import redoubt.signatures.Check;

/**
 * Whether an image is trusted, and why.
 *
 * @param signers names of those whose signatures count
 * @param check a part for each requirement of the policy, with a part for each signature
 */
public record Verdict(boolean trusted, SortedSet<String> signers, Check check) {
  public Verdict {
    signers = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(signers));
    if (trusted != check.isPassed()) {
      throw new IllegalArgumentException("a verdict is what its check says");
    }
  }

  /** One sentence. */
  public String said() {
    if (!trusted) {
      return check.said();
    }
    return signers.isEmpty()
        ? "The policy is content with it, whoever signed it."
        : "Signed by " + String.join(", ", List.copyOf(signers)) + ".";
  }
}
