package redoubt.admission.bypass;

import redoubt.oci.Digest;

/**
 * Two images that are there, of which policies admit one.
 *
 * @param good may run
 * @param bad may not
 */
public record Images(Image good, Image bad) {
  /**
   * An image.
   *
   * @param name in full, without tag and digest
   */
  public record Image(String name, String tag, Digest digest) {
    public String tagged() {
      return name + ":" + tag;
    }

    public String pinned() {
      return name + "@" + digest;
    }

    /** The registry. */
    String host() {
      return name.substring(0, name.indexOf('/'));
    }

    /** What follows the registry. */
    String path() {
      return name.substring(name.indexOf('/') + 1);
    }
  }
}
