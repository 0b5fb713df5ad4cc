package redoubt.oci;

import redoubt.core.Failure;

/** What is wrong with a name, a digest, a tag or a manifest. */
final class OciFailures {
  private OciFailures() {}

  static Failure badDigest() {
    return invalid(
        "oci.bad-digest",
        "That is no digest.",
        "Write sha256: and 64, or sha512: and 128 hexadecimal digits in lower case.");
  }

  static Failure badName() {
    return invalid(
        "oci.bad-name",
        "That is no name of a repository.",
        "Use lower-case letters and digits, with ., _, __ or dashes between them, in parts"
            + " separated by slashes; 255 characters at most.");
  }

  static Failure badTag() {
    return invalid(
        "oci.bad-tag",
        "That is no tag.",
        "Use letters, digits, _, . and -, the first one none of the last two; 128 at most.");
  }

  static Failure badManifest(String why) {
    return invalid(
        "oci.bad-manifest",
        "The manifest cannot be used: " + why + ".",
        "Send an image manifest or index as the OCI image specification or Docker's schema 2 has"
            + " it.");
  }

  private static Failure invalid(String code, String what, String remedy) {
    return new Failure(Failure.Kind.INVALID, code, what, remedy);
  }
}
