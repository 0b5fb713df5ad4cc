package redoubt.signatures.proof;

import java.util.Map;
import java.util.Optional;

/**
 * A manifest with one layer that says something about an image.
 *
 * @param tag what names it; it is pushed by its digest if nothing does
 * @param subject what it says itself that it is about
 */
@SuppressWarnings("ArrayRecordComponent")
record Attachment(
    String configType,
    byte[] config,
    String contentType,
    byte[] content,
    Map<String, String> annotations,
    Optional<String> tag,
    Optional<Trial.Pushed> subject) {
  Attachment {
    annotations = Map.copyOf(annotations);
  }
}
