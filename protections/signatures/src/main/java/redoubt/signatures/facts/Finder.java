package redoubt.signatures.facts;

import java.util.List;

/** Finds what may be a signature of an image, in one of the places where signatures are put. */
public interface Finder {
  /** All that is there at the moment, up to a limit of its own, in an order that stays the same. */
  List<Found> find(Subject subject);

  /** The image is no more, or another tenant's: nothing is kept for it any longer than needed. */
  default void gone(Subject subject) {}

  /** Whether a source of that name is one of this place's. */
  boolean owns(String source);
}
