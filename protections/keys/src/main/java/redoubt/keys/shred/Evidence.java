package redoubt.keys.shred;

import java.util.List;
import java.util.UUID;

/**
 * A sample that did not open, however it was tried.
 *
 * @param version that wrapped it, as it says itself
 * @param trials each sort of trial with what came of it
 */
public record Evidence(Sample sample, UUID version, List<Trial> trials) {
  /** Whether the key was asked for. */
  static final String BY_KEY = "unwrap with the key";

  /** With the material of each version that was destroyed. */
  static final String BY_DESTROYED = "material of its versions";

  /** With that of each imported root key and of each standard key. */
  static final String BY_KNOWN_OUTSIDE = "imported and standard keys of the instance";

  /** With the version that the sample names, which there is. */
  static final String BY_NAMED = "the living version that it names";

  /**
   * Trials to open a sample, none of which did.
   *
   * @param with what it was tried with
   * @param code why it did not open
   * @param count of how many keys or versions
   */
  public record Trial(String with, String code, int count) {}

  public Evidence {
    trials = List.copyOf(trials);
  }

  /** Whether the key was seen to open it: else its not opening shows nothing of the key. */
  public boolean shows() {
    return sample.openedAt().isPresent();
  }
}
