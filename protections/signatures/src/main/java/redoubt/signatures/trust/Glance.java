package redoubt.signatures.trust;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import redoubt.oci.Digest;

/**
 * What was last said of an image, for lists.
 *
 * @param said one sentence
 * @param signers names of those whose signatures count
 * @param signed whether a signature was found, whoever's it is and whether it counts or not
 * @param due whether it is to be judged anew
 */
public record Glance(
    Digest image,
    boolean trusted,
    String said,
    SortedSet<String> signers,
    boolean signed,
    boolean due,
    Instant at) {
  public Glance {
    signers = Collections.unmodifiableSortedSet(new TreeSet<>(signers));
  }
}
