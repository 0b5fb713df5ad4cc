package redoubt.admission.review;

/**
 * A place in an object where an image is named.
 *
 * @param pointer to the text with the name (RFC 6901)
 * @param owner of the container, or the volume
 * @param image as it is written
 */
public record Slot(Place place, String pointer, String owner, String image) {
  /** What the image is for. */
  public enum Place {
    INIT_CONTAINER("initContainers", "/image", "init container"),
    CONTAINER("containers", "/image", "container"),
    EPHEMERAL_CONTAINER("ephemeralContainers", "/image", "ephemeral container"),
    VOLUME("volumes", "/image/reference", "image volume");

    private final String list;
    private final String field;
    private final String words;

    Place(String list, String field, String words) {
      this.list = list;
      this.field = field;
      this.words = words;
    }

    /** Of a PodSpec. */
    String list() {
      return list;
    }

    /** From an element of the list to the name of the image. */
    String field() {
      return field;
    }

    public String words() {
      return words;
    }
  }

  /** Whether it is the same place in another state of the object, with the same image. */
  boolean isAs(Slot other) {
    return place == other.place && owner.equals(other.owner) && image.equals(other.image);
  }
}
