package redoubt.registry.content;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Bytes under names that are used once. Knows nothing of digests, tenants or counts; several
 * servers may use one.
 *
 * <p>Promises: what was settled is durable, and {@link #open} reads it until it is removed; what
 * somebody reads stays readable to its end, also when it is removed meanwhile; what was not settled
 * may be short or lost after a crash of the machine, and survives that of the server. A store that
 * cannot be reached is never taken for one in which nothing lies. {@code toString} says where it
 * is, for people.
 */
public interface ContentStore {
  /**
   * Begins to write at a place, or goes on there.
   *
   * @param length what is kept of what is there; the rest is cut off
   * @throws IOException also when less than that is there
   */
  Draft write(Place place, long length) throws IOException;

  /**
   * @throws java.nio.file.NoSuchFileException when nothing is there
   */
  SeekableByteChannel open(Place place) throws IOException;

  /** Whether what is opened are files of this machine, which are sent without being read first. */
  boolean isLocal();

  /**
   * The state of what lies at a place: another one once it may have changed.
   *
   * @throws java.nio.file.NoSuchFileException when nothing is there
   */
  String stamp(Place place) throws IOException;

  /**
   * Returns when the store answers, and is the one whose id was read or given last.
   *
   * @throws IOException otherwise: then nothing that it says of a place counts
   */
  void requireThere() throws IOException;

  /** No error when nothing is there. */
  void remove(Place place) throws IOException;

  /**
   * Every place where something lies; for those who compare the store with the database.
   *
   * @param strangers takes the names of what lies there and is no place: somebody else's, who is
   *     left alone
   */
  void walk(Consumer<Place> each, Consumer<String> strangers) throws IOException;

  /** The same of places alone. */
  default void walk(Consumer<Place> each) throws IOException {
    walk(each, _ -> {});
  }

  /**
   * Ends what writers left behind that nobody goes on with.
   *
   * @param before what was touched since then is left alone
   */
  void tidy(Instant before) throws IOException;

  /** The id that the store was given, by which servers know that they share it. */
  Optional<String> id() throws IOException;

  /**
   * Gives an id to a store that has none.
   *
   * @return the id that it has now: of several who do this one wins
   */
  String giveId(String id) throws IOException;

  /** Where the id lies, for people. */
  String idPlace();
}
