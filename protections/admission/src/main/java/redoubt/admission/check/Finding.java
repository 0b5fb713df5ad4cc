package redoubt.admission.check;

import java.util.List;
import java.util.Optional;

/**
 * What came of one way around.
 *
 * @param why it is tried, one sentence
 */
public record Finding(String name, String why, List<Tried> tries) {
  /** What is to be thought of it. */
  public enum Outcome {
    /** Something got in that must not. */
    BYPASS,
    /** What must not get in did not, and what may did. */
    STOPPED,
    /** What may get in did not either, so that it is not known what stopped the other. */
    TOO_STRICT,
    /** Nothing that must not get in was tried. */
    NOT_TRIED
  }

  public Finding {
    tries = List.copyOf(tries);
  }

  public Outcome outcome() {
    if (tries.stream().anyMatch(Tried::isBypass)) {
      return Outcome.BYPASS;
    }
    if (tries.stream().anyMatch(Tried::isTooStrict)) {
      return Outcome.TOO_STRICT;
    }
    return tries.stream().anyMatch(one -> !one.mayRun() && one.result() == Tried.Result.REFUSED)
        ? Outcome.STOPPED
        : Outcome.NOT_TRIED;
  }

  /** The try that tells most of it. */
  public Optional<Tried> telling() {
    return tries.stream()
        .filter(one ->
            switch (outcome()) {
              case BYPASS -> one.isBypass();
              case TOO_STRICT -> one.isTooStrict();
              case STOPPED -> !one.mayRun() && one.result() == Tried.Result.REFUSED;
              case NOT_TRIED -> one.result() == Tried.Result.NOT_TRIED;
            })
        .findFirst();
  }
}
