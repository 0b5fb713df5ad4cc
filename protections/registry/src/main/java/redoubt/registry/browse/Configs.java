package redoubt.registry.browse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.registry.content.ContentStore;
import redoubt.registry.push.Blob;
import redoubt.registry.sql.BrowseRows;
import redoubt.store.Database;
import redoubt.web.Json;

/** What configs of images say (OCI image specification, "Image configuration"). */
final class Configs {
  private static final Logger LOG = LoggerFactory.getLogger(Configs.class);

  /** No config that somebody made is longer. */
  private static final int LONGEST = 4 << 20;

  /** Longer ones are not read for a list. */
  private static final int LONGEST_IN_LISTS = 256 << 10;

  private static final int REMEMBERED = 10_000;

  private final Database database;
  private final ContentStore store;

  /** A digest never means another content. */
  private final Map<Digest, String> platforms =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Digest, String> eldest) {
          return size() > REMEMBERED;
        }
      };

  Configs(Database database, ContentStore store) {
    this.database = database;
    this.store = store;
  }

  static boolean isConfig(Descriptor config) {
    return MediaTypes.isImageConfig(config.mediaType());
  }

  /** The whole of a config that the repository has. */
  Optional<JsonNode> read(long repository, Digest config) {
    return find(repository, List.of(config)).stream()
        .findFirst()
        .filter(blob -> blob.size() <= LONGEST)
        .flatMap(this::read);
  }

  /** Platforms that configs of the repository name; those are missing of which it is not known. */
  Map<Digest, String> platforms(long repository, Collection<Digest> configs) {
    Map<Digest, String> known = new HashMap<>();
    for (Blob blob : find(repository, configs)) {
      platform(blob).filter(text -> !text.isEmpty()).ifPresent(it -> known.put(blob.digest(), it));
    }
    return known;
  }

  private List<Blob> find(long repository, Collection<Digest> digests) {
    return digests.isEmpty()
        ? List.of()
        : database.read(handle -> BrowseRows.blobs(handle, repository, digests));
  }

  private Optional<String> platform(Blob blob) {
    synchronized (platforms) {
      String there = platforms.get(blob.digest());
      if (there != null) {
        return Optional.of(there);
      }
    }
    if (blob.size() > LONGEST_IN_LISTS) {
      return Optional.empty();
    }
    Optional<String> read = read(blob).map(Configs::platform);
    read.ifPresent(text -> {
      synchronized (platforms) {
        platforms.put(blob.digest(), text);
      }
    });
    return read;
  }

  private static String platform(JsonNode config) {
    String os = config.path("os").asText("");
    String architecture = config.path("architecture").asText("");
    String variant = config.path("variant").asText("");
    String text =
        os.isEmpty() || architecture.isEmpty()
            ? ""
            : os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
    return text.length() > 100 ? "" : text;
  }

  private Optional<JsonNode> read(Blob blob) {
    try (InputStream bytes = Channels.newInputStream(store.open(blob.place()))) {
      byte[] read = bytes.readNBytes(LONGEST + 1);
      return blob.digest().algorithm().of(read).equals(blob.digest())
          ? Optional.of(Json.parse(read)).filter(JsonNode::isObject)
          : Optional.empty();
    } catch (IOException e) {
      LOG.warn("the config {} cannot be read", blob.digest(), e);
      return Optional.empty();
    } catch (Failure e) {
      LOG.debug("the config {} is none: {}", blob.digest(), e.code());
      return Optional.empty();
    }
  }
}
