package redoubt.registry.sql;

import java.util.List;
import java.util.stream.Stream;
import redoubt.oci.Digest;

/**
 * Tags that name what is said about an image rather than one: {@code sha256-….sig} and {@code
 * sha256-….att} of cosign, and {@code sha256-…} of clients for registries without referrers (OCI
 * distribution specification, "Referrers Tag Schema").
 */
final class SignatureTags {
  private SignatureTags() {}

  /** Such tags of one image. */
  static List<String> of(Digest image) {
    String name = image.toString().replace(':', '-');
    return Stream.of("", ".sig", ".att", ".sbom").map(suffix -> name + suffix).toList();
  }

  /**
   * A condition that such tags do not fulfil.
   *
   * @param name column with the name of a tag
   */
  static String none(String name) {
    return name + " !~ '^sha(256|512)-[0-9a-f]{64,128}([.][a-z]+)?$'";
  }
}
