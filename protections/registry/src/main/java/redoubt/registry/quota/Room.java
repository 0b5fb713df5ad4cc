package redoubt.registry.quota;

import java.util.OptionalLong;

/**
 * What may still come into a repository.
 *
 * @param left bytes of images; below zero when a limit was lowered
 * @param mostPending bytes that may wait to become part of an image
 */
public record Room(String instance, long left, OptionalLong mostPending) {
  /** What both let come. */
  public Room and(Room other) {
    return new Room(
        instance,
        Math.min(left, other.left),
        mostPending.isPresent() ? mostPending : other.mostPending);
  }
}
