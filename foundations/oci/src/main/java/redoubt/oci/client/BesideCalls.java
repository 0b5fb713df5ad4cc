package redoubt.oci.client;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static {
    JSON.getFactory()
        .setStreamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(32)
                .maxStringLength(MOST_BYTES)
                .maxNumberLength(25)
                .maxNameLength(256)
                .build());
  }

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
    List<byte[]> contents = new ArrayList<>();
    for (JsonNode signature : JSON.readTree(bytes).path("signatures")) {
      if (signature.path("schemaVersion").asInt() == 2
          && signature.path("type").asText().equals("atomic")) {
        try {
          contents.add(Base64.getDecoder().decode(signature.path("content").asText()));
        } catch (IllegalArgumentException e) {
          // What is not in base64 is no signature, and keeps none from being read.
          continue;
        }
      }
    }
    return contents;
  }
}
