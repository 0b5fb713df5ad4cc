package redoubt.admission.policy;

import java.util.Comparator;

/**
 * An entry that is about an image.
 *
 * @param form of the image's name that its pattern matched
 * @param exact whether the pattern is that name
 */
public record Candidate(PolicyName policy, Policy.Entry entry, String form, boolean exact)
    implements Comparable<Candidate> {
  private static final Comparator<Candidate> ORDER =
      Comparator.comparing(Candidate::exact)
          .thenComparingInt(one -> one.entry().images().weight())
          .reversed()
          .thenComparing(Candidate::policy);

  /** The one that counts is first. */
  @Override
  public int compareTo(Candidate other) {
    return ORDER.compare(this, other);
  }
}
