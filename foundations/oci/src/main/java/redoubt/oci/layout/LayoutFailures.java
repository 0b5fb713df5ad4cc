package redoubt.oci.layout;

import redoubt.core.Failure;

/** What is wrong with an image in files. */
final class LayoutFailures {
  private LayoutFailures() {}

  static Failure unreadable(Throwable cause) {
    return new Failure(
        Failure.Kind.INVALID,
        "oci.unreadable",
        "The image cannot be read from that place.",
        "Name a directory or file that is there and that you may read.",
        cause);
  }

  static Failure bad(String why) {
    return new Failure(
        Failure.Kind.INVALID,
        "oci.bad-layout",
        "That is no image in files: " + why + ".",
        "Name what skopeo, podman save or docker save wrote.");
  }

  static Failure differs() {
    return new Failure(
        Failure.Kind.UNPROCESSABLE,
        "oci.content-differs",
        "What lies in the files is not what its digest or size says.",
        "Write the image to files anew; this copy is damaged or forged.");
  }

  static Failure which(String known) {
    return new Failure(
        Failure.Kind.INVALID,
        "oci.which-image",
        "There are several images in the files, or none of that name: " + known + ".",
        "Name one of them after a colon.");
  }
}
