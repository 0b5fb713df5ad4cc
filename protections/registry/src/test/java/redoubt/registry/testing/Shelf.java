package redoubt.registry.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import redoubt.registry.TrustCollections;

/** Signed collections of which every file says what was asked for, and nothing is looked at. */
public final class Shelf implements TrustCollections {
  private final List<String> done = new CopyOnWriteArrayList<>();
  private final List<List<Reader>> readers = new CopyOnWriteArrayList<>();

  /** What was done, in order. */
  public List<String> done() {
    return done;
  }

  /** Who asked for changes, in order. */
  public List<List<Reader>> readers() {
    return readers;
  }

  private static Optional<File> file(Collection collection, String what) {
    return what.contains("missing")
        ? Optional.empty()
        : Optional.of(
            new File(
                (collection.gun() + " " + what).getBytes(UTF_8),
                Instant.parse("2026-11-21T12:00:00Z")));
  }

  @Override
  public Optional<File> current(Collection collection, String role) {
    return file(collection, role);
  }

  @Override
  public Optional<File> byHash(Collection collection, String role, String sha256) {
    return file(collection, role + " by hash " + sha256);
  }

  @Override
  public Optional<File> byVersion(Collection collection, String role, int version) {
    return file(collection, role + " by version " + version);
  }

  @Override
  public String key(Collection collection, String role, String actor) {
    return "\"key of " + role + "\"";
  }

  @Override
  public String newKey(Collection collection, String role, String actor) {
    done.add("rotate " + role + " of " + collection.gun() + " by " + actor);
    return "\"new key of " + role + "\"";
  }

  @Override
  public void publish(Collection collection, Map<String, byte[]> files, String actor) {
    Map<String, String> texts = new TreeMap<>();
    files.forEach((role, bytes) -> texts.put(role, new String(bytes, UTF_8)));
    done.add(
        "publish "
            + texts
            + " to "
            + collection.gun()
            + " in "
            + collection.repository()
            + " by "
            + actor);
  }

  @Override
  public void delete(Collection collection, String actor) {
    done.add("delete " + collection.gun() + " by " + actor);
  }

  @Override
  public List<Change> changes(
      List<Reader> readable, Optional<String> gun, long from, boolean backwards, int limit) {
    readers.add(readable);
    return List.of(
        new Change(7, Instant.parse("2026-11-21T12:00:00Z"), gun.orElse("all"), 1, "00", "update"));
  }
}
