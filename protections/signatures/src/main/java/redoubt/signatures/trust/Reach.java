package redoubt.signatures.trust;

import java.util.List;
import redoubt.signatures.facts.Subject;

/**
 * Which images are trusted because of a signer.
 *
 * @param images those that are, also because of that signer; some of them if there are more
 */
public record Reach(List<Touched> images, boolean more) {
  public Reach {
    images = List.copyOf(images);
  }

  /**
   * An image that the signer has signed.
   *
   * @param stays whether it is trusted without that signer, too
   * @param said of it then, in one sentence
   */
  public record Touched(Subject image, boolean stays, String said) {}
}
