package redoubt.signatures.sigstore;

import java.util.List;
import redoubt.signatures.Budget;
import redoubt.signatures.PublicKeys;

/**
 * Whom signatures of cosign and in Sigstore bundles may be known by.
 *
 * @param keys that may have signed by themselves
 * @param roots of Sigstore services, whose certificates need what the root says
 * @param memory what was found to hold before
 */
public record SigstoreTrust(PublicKeys keys, List<TrustedRoot> roots, Remembered memory) {
  private static final int MOST_ROOTS = 16;

  public SigstoreTrust {
    roots = List.copyOf(roots);
    if (roots.size() > MOST_ROOTS) {
      throw new IllegalArgumentException("no more than " + MOST_ROOTS + " roots");
    }
  }

  /** The same, for who may check so many signatures. */
  public SigstoreTrust within(Budget limit) {
    return new SigstoreTrust(keys.within(limit), roots, memory);
  }

  /** Keys, and nobody else. */
  public static SigstoreTrust of(PublicKeys keys) {
    return new SigstoreTrust(keys, List.of(), new Remembered(1));
  }
}
