package redoubt.oci.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;

/**
 * Signatures beside images: an extension of OpenShift's registry, which the containers tools use
 * where {@code X-Registry-Supports-Signatures} stands.
 */
final class BesideCalls {
  private static final Duration TIME = Duration.ofSeconds(60);

  /** The containers tools read no longer list. */
  private static final int MOST_BYTES = 4 << 20;

  private final Line line;

  BesideCalls(Line line) {
    this.line = line;
  }

  /** Contents of what is of the kind that the tools write; anything else is left out. */
  List<byte[]> of(RepositoryName repository, Digest image) {
    return line.ask(
        new Line.Ask(
            "GET",
            repository,
            "/extensions/v2/" + repository + "/signatures/" + image,
            Map.of("Accept", "application/json"),
            MOST_BYTES,
            TIME),
        answer ->
            switch (answer.status()) {
              case 200 -> contents(answer.body().readAllBytes());
              case 404 -> List.of();
              default -> throw Line.refused(answer.status());
            });
  }

  private static List<byte[]> contents(byte[] bytes) throws IOException {
    return SmallJson.objects(bytes, "signatures").stream()
        .filter(signature ->
            "2".equals(signature.get("schemaVersion")) && "atomic".equals(signature.get("type")))
        .flatMap(signature -> decoded(signature.getOrDefault("content", "")))
        .toList();
  }

  /** Nothing where it is not in base64: that is no signature, and keeps none from being read. */
  private static Stream<byte[]> decoded(String base64) {
    try {
      return Stream.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Stream.empty();
    }
  }
}
