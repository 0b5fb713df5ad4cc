package redoubt.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody may have meant who misspelt a name. */
public final class Near {
  private static final int LONGEST = 64;

  private Near() {}

  /**
   * The name that differs least, if about a third of the letters at most are wrong, missing, too
   * many or changed over with their neighbour; case counts for nothing.
   */
  public static Optional<String> of(String misspelt, Collection<String> names) {
    if (misspelt.length() > LONGEST) {
      return Optional.empty();
    }
    String wrong = misspelt.toLowerCase(Locale.ROOT);
    record Candidate(String name, int distance) {}
    return names.stream()
        .filter(name -> name.length() <= LONGEST)
        .map(name -> new Candidate(name, distance(wrong, name.toLowerCase(Locale.ROOT))))
        .filter(one -> one.distance() * 3 <= Math.max(wrong.length(), one.name().length()) + 1)
        .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .map(Candidate::name);
  }

  /** Optimal string alignment: Levenshtein's distance, where changing over two letters is one. */
  private static int distance(String a, String b) {
    int[][] steps = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        steps[i][j] = i == 0 || j == 0 ? i + j : least(a, b, i, j, steps);
      }
    }
    return steps[a.length()][b.length()];
  }

  private static int least(String a, String b, int i, int j, int[][] steps) {
    int changed = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int least =
        Math.min(steps[i - 1][j - 1] + changed, 1 + Math.min(steps[i - 1][j], steps[i][j - 1]));
    boolean over =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return over ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
  }
}
