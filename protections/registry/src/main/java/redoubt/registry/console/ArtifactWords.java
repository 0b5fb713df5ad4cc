package redoubt.registry.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** What artifacts about images are, in words, as far as their type or their tag tells. */
final class ArtifactWords {
  /** {@code sha256-….sig} and the like, where cosign 1 and 2 put what they say of an image. */
  private static final Pattern BESIDE =
      Pattern.compile("(sha256|sha512)-([0-9a-f]{64}|[0-9a-f]{128})[.](sig|att|sbom)");

  private record Known(String prefix, String words, boolean signature) {}

  private static final List<Known> KNOWN =
      List.of(
          new Known("application/vnd.dev.sigstore.bundle", "Sigstore bundle", true),
          new Known("application/vnd.dev.cosign.artifact.sig", "cosign signature", true),
          new Known("application/vnd.dev.cosign.simplesigning", "cosign signature", true),
          new Known("application/vnd.cncf.notary.signature", "Notation signature", true),
          new Known("application/vnd.in-toto", "in-toto attestation", true),
          new Known("application/vnd.dsse.envelope", "attestation", true),
          new Known("application/spdx", "SPDX bill of materials", false),
          new Known("text/spdx", "SPDX bill of materials", false),
          new Known("application/vnd.cyclonedx", "CycloneDX bill of materials", false));

  private ArtifactWords() {}

  /** The type itself where it is none that is known. */
  static String of(String type) {
    return known(type).map(Known::words).orElse(type);
  }

  /** Whether a manifest, as the interface shows it, signs another one. */
  static boolean isSignature(JsonNode manifest) {
    return known(TagPages.kind(manifest)).filter(Known::signature).isPresent()
        || beside(manifest).isPresent();
  }

  /** The image beside whose tag a manifest lies. */
  static Optional<String> beside(JsonNode manifest) {
    return StreamSupport.stream(manifest.path("tags").spliterator(), false)
        .map(tag -> BESIDE.matcher(tag.asText()))
        .filter(Matcher::matches)
        .map(tag -> tag.group(1) + ":" + tag.group(2))
        .findFirst();
  }

  private static Optional<Known> known(String type) {
    return KNOWN.stream().filter(one -> type.startsWith(one.prefix())).findFirst();
  }
}
