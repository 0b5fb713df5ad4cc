package redoubt.registry.life;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.MediaTypes;
import redoubt.registry.content.ContentStore;
import redoubt.registry.push.Blob;
import redoubt.registry.sql.ImageRows;
import redoubt.registry.sql.ServedRows;
import redoubt.store.Database;
import redoubt.web.Json;

/**
 * When images were made, as their configs say ({@code created} of the OCI image configuration). It
 * is read once, when somebody wants to know: a push does not wait for it.
 */
public final class ImageDates {
  private static final Logger LOG = LoggerFactory.getLogger(ImageDates.class);
  private static final int AT_ONCE = 100;

  /** Later dates say nothing, and the database need not hold them. */
  private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

  /** No config that somebody made is longer. */
  private static final int LONGEST = 4 << 20;

  private final Database database;
  private final ContentStore store;

  public ImageDates(Database database, ContentStore store) {
    this.database = database;
    this.store = store;
  }

  /** Reads what is not known yet of a repository's images. */
  void learn(long repository) {
    String after = "";
    while (!Thread.currentThread().isInterrupted()) {
      String last = after;
      List<ImageRows.Undated> undated =
          database.read(handle -> ImageRows.undated(handle, repository, last, AT_ONCE));
      undated.forEach(image -> learn(repository, image));
      if (undated.size() < AT_ONCE) {
        return;
      }
      after = undated.getLast().digest().toString();
    }
  }

  /** The same of one image. */
  void learn(long repository, Digest digest) {
    database
        .read(handle -> ImageRows.undated(handle, repository, digest))
        .ifPresent(image -> learn(repository, image));
  }

  private void learn(long repository, ImageRows.Undated image) {
    try {
      Optional<Instant> created = created(repository, image);
      database.transaction(transaction -> {
        ImageRows.date(transaction, repository, image.digest(), created);
        return true;
      });
    } catch (IOException e) {
      LOG.warn("when {} was made could not be read", image.digest(), e);
    }
  }

  private Optional<Instant> created(long repository, ImageRows.Undated image) throws IOException {
    Optional<Digest> config = config(image);
    Optional<Blob> blob =
        config.flatMap(
            digest -> database.read(handle -> ServedRows.find(handle, repository, digest)));
    if (blob.isEmpty() || blob.get().size() > LONGEST) {
      return Optional.empty();
    }
    byte[] bytes;
    try (InputStream in = Channels.newInputStream(store.open(blob.get().place()))) {
      bytes = in.readNBytes(LONGEST);
    }
    if (!blob.get().digest().algorithm().of(bytes).equals(blob.get().digest())) {
      throw new IOException("the config does not fit its digest");
    }
    return date(bytes);
  }

  private static Optional<Digest> config(ImageRows.Undated image) {
    try {
      return switch (Manifest.read(image.bytes(), image.mediaType())) {
        case Manifest.Image one
            when one.config().mediaType().equals(MediaTypes.OCI_CONFIG)
                || one.config().mediaType().equals(MediaTypes.DOCKER_CONFIG) ->
            Optional.of(one.config().digest());
        case Manifest.Image _ -> Optional.empty();
        case Manifest.Index _ -> Optional.empty();
      };
    } catch (Failure e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> date(byte[] config) {
    try {
      JsonNode created = Json.parse(config).path("created");
      return created.isTextual()
          ? Optional.of(OffsetDateTime.parse(created.asText()).toInstant())
              .filter(made -> made.isAfter(Instant.EPOCH) && made.isBefore(LAST))
          : Optional.empty();
    } catch (Failure | DateTimeException e) {
      return Optional.empty();
    }
  }
}
