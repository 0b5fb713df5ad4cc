package redoubt.admission.rehearse;

import java.util.Optional;
import redoubt.oci.Digest;

/**
 * An image that is used, and what is said of it.
 *
 * @param before as it is today
 * @param after as it would be
 */
public record Judged(Item item, Trace trace, Ruling before, Ruling after) {
  /** Of the image that runs, or that its name means at the moment; empty where it is not known. */
  public Optional<Digest> digest() {
    return item.digest().or(after::digest).or(before::digest);
  }

  /** It runs, or was admitted, and would not be. */
  public boolean isRefused() {
    return trace.isUsed() && after.refused();
  }

  /** It would be refused, and is not today. */
  public boolean isLost() {
    return isRefused() && !before.refused();
  }

  /** It would be admitted with a warning, and is without one today. */
  public boolean isWarned() {
    return trace.isUsed() && after.warned() && !before.warned();
  }

  /** It was refused, would be today, and would be no more. */
  public boolean isOpened() {
    return before.refused() && !after.refused();
  }

  /** It is used, and would be on. */
  public boolean stays() {
    return trace.isUsed() && !after.refused();
  }
}
