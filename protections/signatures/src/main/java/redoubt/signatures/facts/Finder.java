package redoubt.signatures.facts;

/** Finds what may be a signature of an image, in one of the places where signatures are put. */
public interface Finder {
  /** What is there at the moment, as far as it can be seen. */
  Sight find(Subject subject);

  /** The image is no more, or another tenant's: nothing is kept for it any longer than needed. */
  default void gone(Subject subject) {}

  /** Whether a source of that name is one of this place's. */
  boolean owns(String source);
}
