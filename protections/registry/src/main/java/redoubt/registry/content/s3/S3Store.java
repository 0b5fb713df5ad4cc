package redoubt.registry.content.s3;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import redoubt.registry.content.ContentStore;
import redoubt.registry.content.Draft;
import redoubt.registry.content.FileStore;
import redoubt.registry.content.Place;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * A bucket: {@code places/abcd…} for each place. What is being written lies in files of a directory
 * and is sent when it is settled, so that an object is there whole or not at all, and no memory is
 * needed for it; another server goes on with an upload only if it shares the directory. The service
 * keeps what it acknowledged; each piece is sent with its sum.
 */
public final class S3Store implements ContentStore, AutoCloseable {
  private static final String PLACES = "places/";
  private static final String DRAFTS = "drafts";
  private static final String ID = "store.id";
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final S3Place where;
  private final Bucket bucket;
  private final FileStore drafts;

  /** Empty until the store is known to have one. */
  private volatile Optional<String> id = Optional.empty();

  private S3Store(S3Place where, Bucket bucket, FileStore drafts) {
    this.where = where;
    this.bucket = bucket;
    this.drafts = drafts;
  }

  /**
   * Uses a bucket that is there.
   *
   * @param directory for what is being written, which lies in a directory of its own there: what
   *     was kept in it before is not touched; made if it is not there
   */
  public static S3Store in(S3Place place, S3Login login, Path directory) throws IOException {
    return in(place, login, directory, SILENCE);
  }

  /** The same, with how long the service may be silent. */
  public static S3Store in(S3Place place, S3Login login, Path directory, Duration silence)
      throws IOException {
    return new S3Store(
        place, new Bucket(place, login, silence), FileStore.in(directory.resolve(DRAFTS)));
  }

  private static String name(Place place) {
    return PLACES + place.text();
  }

  /** What goes on is a draft again, and no object until it is settled. */
  @Override
  public Draft write(Place place, long length) throws IOException {
    if (length > 0) {
      if (lengthOfDraft(place) < length) {
        fetch(place, length);
      }
      bucket.delete(name(place));
    }
    return new S3Draft(place, drafts.write(place, length));
  }

  private long lengthOfDraft(Place place) throws IOException {
    try {
      return Files.size(drafts.file(place));
    } catch (NoSuchFileException e) {
      return -1;
    }
  }

  /** What was settled before its server died, and was acknowledged to nobody. */
  private void fetch(Place place, long length) throws IOException {
    try (SeekableByteChannel from = new ObjectChannel(bucket, name(place));
        Draft draft = drafts.write(place, 0)) {
      ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
      while (draft.length() < length && from.read(buffer.clear()) >= 0) {
        draft.append(buffer.flip());
      }
    } catch (NoSuchFileException e) {
      throw new EOFException("less is there than was acknowledged");
    }
  }

  private final class S3Draft implements Draft {
    private final Place place;
    private final Draft draft;
    private boolean settled;

    S3Draft(Place place, Draft draft) {
      this.place = place;
      this.draft = draft;
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
      if (settled) {
        settled = false;
        bucket.delete(name(place));
      }
      draft.append(bytes);
    }

    @Override
    public long length() {
      return draft.length();
    }

    @Override
    public void settle(Runnable alive) throws IOException {
      if (!settled) {
        bucket.put(name(place), drafts.file(place), draft.length(), alive);
        settled = true;
      }
    }

    @Override
    public void close() throws IOException {
      draft.close();
      if (settled) {
        drafts.remove(place);
      }
    }
  }

  @Override
  public SeekableByteChannel open(Place place) throws IOException {
    try {
      return new ObjectChannel(bucket, name(place));
    } catch (NoSuchFileException e) {
      requireThere();
      return drafts.open(place);
    }
  }

  /** A bucket that is away says of every object that it is not there. */
  @Override
  public void requireThere() throws IOException {
    Optional<String> known = id;
    Optional<String> there = bucket.text(ID);
    if (known.isPresent() && !there.equals(known)) {
      throw new IOException("the bucket is not the one that was there before");
    }
  }

  @Override
  public boolean isLocal() {
    return false;
  }

  /** What the service says of the object's version. */
  @Override
  public String stamp(Place place) throws IOException {
    try {
      HeadObjectResponse object = bucket.head(name(place));
      return object.eTag() + ":" + object.contentLength() + ":" + object.lastModified();
    } catch (NoSuchFileException e) {
      requireThere();
      return drafts.stamp(place);
    }
  }

  @Override
  public void remove(Place place) throws IOException {
    bucket.delete(name(place));
    drafts.remove(place);
  }

  @Override
  public void walk(Consumer<Place> each, Consumer<String> strangers) throws IOException {
    requireThere();
    Set<Place> written = new HashSet<>();
    drafts.walk(written::add, strangers);
    bucket.list(
        PLACES,
        name ->
            Place.named(name)
                .ifPresentOrElse(
                    place -> {
                      written.remove(place);
                      each.accept(place);
                    },
                    () -> strangers.accept(PLACES + name)));
    written.forEach(each);
  }

  @Override
  public void tidy(Instant before) throws IOException {
    Set<Place> written = new HashSet<>();
    drafts.walk(written::add);
    for (Place place : written) {
      try {
        if (Files.getLastModifiedTime(drafts.file(place)).toInstant().isBefore(before)) {
          drafts.remove(place);
        }
      } catch (NoSuchFileException e) {
        // It ended meanwhile.
      }
    }
    bucket.endParts(PLACES, before);
  }

  @Override
  public Optional<String> id() throws IOException {
    Optional<String> there = bucket.text(ID);
    if (there.isPresent()) {
      id = there;
    }
    return there;
  }

  @Override
  public String giveId(String fresh) throws IOException {
    bucket.write(ID, fresh + "\n");
    return id().orElseThrow(() -> new IOException("the bucket keeps no id"));
  }

  @Override
  public String idPlace() {
    return "the object " + where + ID;
  }

  @Override
  public String toString() {
    return "The bucket " + where;
  }

  @Override
  public void close() {
    bucket.close();
  }
}
