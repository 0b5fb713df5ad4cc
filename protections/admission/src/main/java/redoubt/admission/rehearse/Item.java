package redoubt.admission.rehearse;

import java.util.Comparator;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.oci.ImageReference;

/**
 * An image that is used in a namespace of a cluster.
 *
 * @param image as it is written there
 * @param digest of the image that runs, or that was judged; empty where it is not known
 */
public record Item(String namespace, String image, Optional<Digest> digest)
    implements Comparable<Item> {
  private static final Comparator<Item> ORDER =
      Comparator.comparing(Item::image)
          .thenComparing(one -> one.digest().map(Digest::toString).orElse(""))
          .thenComparing(Item::namespace);

  /** A digest that is written counts, whatever else is said of it. */
  public static Item of(String namespace, String image, Optional<Digest> digest) {
    return new Item(
        namespace,
        image,
        ImageReference.parse(image).flatMap(ImageReference::digest).or(() -> digest));
  }

  /** Whether what is written says no digest. */
  boolean isByTag() {
    return ImageReference.parse(image).flatMap(ImageReference::digest).isEmpty();
  }

  /** In full, without its digest. */
  public String name() {
    return ImageReference.parse(image)
        .map(ImageReference::normal)
        .map(one -> one.name() + one.tag().map(tag -> ":" + tag.text()).orElse(""))
        .orElse(image);
  }

  /** Those of one image stand together. */
  @Override
  public int compareTo(Item other) {
    return ORDER.compare(this, other);
  }
}
