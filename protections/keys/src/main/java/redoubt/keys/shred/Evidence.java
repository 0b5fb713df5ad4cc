package redoubt.keys.shred;

import java.util.List;
import java.util.Optional;

/**
 * A sample, and what came of trying to open it.
 *
 * @param trials each way that was tried; none of them opened it
 */
public record Evidence(Sample sample, List<Trial> trials) {
  /**
   * One way to open a sample.
   *
   * @param with what it was tried with
   * @param code why it did not open; empty when it did
   */
  public record Trial(String with, Optional<String> code) {}

  public Evidence {
    trials = List.copyOf(trials);
  }

  /** What still opens it. */
  public Optional<String> openedBy() {
    return trials.stream().filter(trial -> trial.code().isEmpty()).map(Trial::with).findFirst();
  }
}
