package redoubt.oci.layout;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.MediaTypes;
import redoubt.oci.client.Fetched;

/**
 * What {@code docker save} writes: a {@code manifest.json} that names a config and layers without
 * digests (moby, "image/tarexport"). The manifest is made here, so its digest is another one than
 * that of the image where it came from.
 */
public final class DockerArchive implements ImageFiles {
  private static final String LAYER = "application/vnd.docker.image.rootfs.diff.tar";
  private static final int MOST_LAYERS = 1000;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(32).maxStringLength(4096).build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final Entries entries;
  private final Map<Digest, Entries.Entry> places = new HashMap<>();
  private final Fetched root;

  private record Saved(String config, List<String> names, List<String> layers) {}

  private DockerArchive(Entries entries, Optional<String> name) throws IOException {
    this.entries = entries;
    List<Saved> all = saved(entries.read("manifest.json"));
    List<Saved> fitting =
        all.stream().filter(one -> name.isEmpty() || one.names().contains(name.get())).toList();
    if (fitting.size() != 1) {
      throw LayoutFailures.which(
          all.stream()
              .limit(20)
              .map(one -> String.join(" ", one.names()).replaceAll("[^ -~]", "?"))
              .collect(Collectors.joining(", ")));
    }
    this.root = made(fitting.getFirst());
  }

  /**
   * An image of an archive.
   *
   * @param name {@code repository:tag} as it was saved; where there is but one none is needed
   */
  public static ImageFiles of(Path archive, Optional<String> name) {
    try {
      Entries entries = new TarEntries(archive);
      try {
        return new DockerArchive(entries, name);
      } catch (IOException | RuntimeException e) {
        entries.close();
        throw e;
      }
    } catch (IOException e) {
      throw LayoutFailures.unreadable(e);
    }
  }

  private static List<Saved> saved(byte[] bytes) {
    List<Saved> all = new ArrayList<>();
    try (JsonParser json = JSON.createParser(bytes)) {
      require(json.nextToken() == JsonToken.START_ARRAY);
      while (json.nextToken() == JsonToken.START_OBJECT) {
        String config = "";
        List<String> names = List.of();
        List<String> layers = List.of();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          String field = json.currentName();
          json.nextToken();
          switch (field) {
            case "Config" -> config = json.getText();
            case "RepoTags" -> names = texts(json);
            case "Layers" -> layers = texts(json);
            default -> json.skipChildren();
          }
        }
        all.add(new Saved(config, names, layers));
      }
      return all;
    } catch (IOException e) {
      throw LayoutFailures.bad("its manifest.json is not what docker save writes");
    }
  }

  private static List<String> texts(JsonParser json) throws IOException {
    List<String> texts = new ArrayList<>();
    if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        require(json.currentToken() == JsonToken.VALUE_STRING && texts.size() < MOST_LAYERS);
        texts.add(json.getText());
      }
    }
    return texts;
  }

  private static void require(boolean so) {
    if (!so) {
      throw LayoutFailures.bad("its manifest.json is not what docker save writes");
    }
  }

  private Fetched made(Saved saved) throws IOException {
    Descriptor config = described(saved.config(), MediaTypes.DOCKER_CONFIG);
    StringBuilder text = new StringBuilder(256);
    text.append("{\"schemaVersion\":2,\"mediaType\":\"")
        .append(MediaTypes.DOCKER_MANIFEST)
        .append("\",\"config\":")
        .append(written(config))
        .append(",\"layers\":[");
    String comma = "";
    for (String layer : saved.layers()) {
      text.append(comma).append(written(described(layer, LAYER)));
      comma = ",";
    }
    byte[] bytes = text.append("]}").toString().getBytes(StandardCharsets.UTF_8);
    return new Fetched(Digest.of(bytes), Manifest.read(bytes, MediaTypes.DOCKER_MANIFEST));
  }

  private static String written(Descriptor descriptor) {
    return "{\"mediaType\":\"%s\",\"size\":%d,\"digest\":\"%s\"}"
        .formatted(descriptor.mediaType(), descriptor.size(), descriptor.digest());
  }

  /** Layers that were saved compressed are named so by their first bytes (RFC 1952). */
  private Descriptor described(String path, String type) throws IOException {
    Entries.Entry entry =
        entries.find(path).orElseThrow(() -> LayoutFailures.bad("it lacks a file that it names"));
    MessageDigest hash = Digest.Algorithm.SHA256.start();
    boolean zipped;
    try (InputStream in = entries.open(entry)) {
      byte[] buffer = new byte[64 << 10];
      int read = in.readNBytes(buffer, 0, buffer.length);
      zipped = read > 2 && buffer[0] == 0x1f && buffer[1] == (byte) 0x8b;
      for (; read > 0; read = in.readNBytes(buffer, 0, buffer.length)) {
        hash.update(buffer, 0, read);
      }
    }
    Digest digest = Digest.Algorithm.SHA256.end(hash);
    places.put(digest, entry);
    return new Descriptor(
        type.equals(LAYER) && zipped ? LAYER + ".gzip" : type, digest, entry.size());
  }

  @Override
  public Fetched root() {
    return root;
  }

  @Override
  public Fetched manifest(Descriptor descriptor) {
    throw LayoutFailures.bad("it lists no images");
  }

  @Override
  public boolean has(Descriptor descriptor) {
    return places.containsKey(descriptor.digest());
  }

  @Override
  public InputStream open(Descriptor blob) throws IOException {
    return entries.open(Objects.requireNonNull(places.get(blob.digest()), "it is of this image"));
  }

  @Override
  public void close() {
    try {
      entries.close();
    } catch (IOException e) {
      throw LayoutFailures.unreadable(e);
    }
  }
}
