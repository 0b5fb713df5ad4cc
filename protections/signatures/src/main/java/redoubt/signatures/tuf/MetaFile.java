package redoubt.signatures.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A timestamp, which has the snapshot's length and hashes; or a snapshot, which has all others. */
public record MetaFile(Document document, Map<String, FileMeta> files) {
  private static final int MOST_FILES = 1000;

  public MetaFile {
    files = Map.copyOf(files);
  }

  /**
   * @param role {@code timestamp} or {@code snapshot}
   * @throws BadDocument what is wrong with it
   */
  public static MetaFile read(String role, byte[] bytes) throws BadDocument {
    Document document = Document.read(role, bytes);
    JsonNode meta = document.signed().path("meta");
    if (meta.size() > MOST_FILES) {
      throw new BadDocument("It has more than " + MOST_FILES + " files.");
    }
    Map<String, FileMeta> files = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : meta.properties()) {
      files.put(entry.getKey(), FileMeta.read(entry.getValue()));
    }
    return new MetaFile(document, files);
  }

  public Optional<FileMeta> file(String role) {
    return Optional.ofNullable(files.get(role));
  }

  /** Whether it has this file of a role. */
  public boolean has(String role, byte[] bytes) {
    return file(role).filter(meta -> meta.fits(bytes)).isPresent();
  }
}
