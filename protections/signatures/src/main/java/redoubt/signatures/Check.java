package redoubt.signatures;

import java.util.ArrayList;
import java.util.List;

/**
 * What was looked at, and what came of it: a tree for people. A part that was not checked although
 * its format needs it makes the whole not pass.
 *
 * @param name of what was looked at, such as {@code payload.digest}
 * @param said one sentence
 */
public record Check(String name, Outcome outcome, String said, List<Check> parts) {
  /** What came of it. */
  public enum Outcome {
    PASSED,
    FAILED,
    NOT_CHECKED
  }

  public Check {
    parts = List.copyOf(parts);
  }

  public static Check passed(String name, String said) {
    return new Check(name, Outcome.PASSED, said, List.of());
  }

  public static Check failed(String name, String said) {
    return new Check(name, Outcome.FAILED, said, List.of());
  }

  public static Check notChecked(String name, String said) {
    return new Check(name, Outcome.NOT_CHECKED, said, List.of());
  }

  /** Passed or failed, with a sentence for each. */
  public static Check of(String name, boolean so, String ifSo, String otherwise) {
    return so ? passed(name, ifSo) : failed(name, otherwise);
  }

  public boolean isPassed() {
    return outcome == Outcome.PASSED;
  }

  /** Collects checks that all have to pass. */
  public static final class All {
    private final String name;
    private final List<Check> parts = new ArrayList<>();

    public All(String name) {
      this.name = name;
    }

    /** Adds one, and returns whether it passed. */
    public boolean add(Check check) {
      parts.add(check);
      return check.isPassed();
    }

    /** Whether all so far passed. */
    public boolean allPassed() {
      return parts.stream().allMatch(Check::isPassed);
    }

    /** The tree; without a part nothing has passed. */
    public Check end() {
      boolean passed = !parts.isEmpty() && allPassed();
      String said =
          parts.stream()
              .filter(part -> !part.isPassed())
              .map(Check::said)
              .findFirst()
              .orElse(passed ? "All of it holds." : "Nothing was looked at.");
      return new Check(name, passed ? Outcome.PASSED : Outcome.FAILED, said, parts);
    }
  }
}
