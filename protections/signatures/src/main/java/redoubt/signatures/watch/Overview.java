package redoubt.signatures.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import redoubt.oci.Digest;
import redoubt.oci.Reference;
import redoubt.signatures.Images;
import redoubt.signatures.foreign.ForeignName;
import redoubt.signatures.foreign.Tracked;
import redoubt.signatures.foreign.Use;
import redoubt.signatures.sql.GlanceRows;
import redoubt.signatures.sql.TrackedRows;
import redoubt.signatures.sql.WorkloadRows;
import redoubt.signatures.trust.Glance;
import redoubt.store.Database;

/** What is known of what workloads name, without a call. */
public final class Overview {
  /** What was read longer ago says nothing of what runs. */
  private static final Duration OLD = Duration.ofMinutes(10);

  private final Database database;
  private final Images images;
  private final Predicate<String> ours;
  private final InstantSource clock;

  /**
   * @param ours whether a host, with its port if it says one, is this server
   */
  public Overview(Database database, Images images, Predicate<String> ours, InstantSource clock) {
    this.database = database;
    this.images = images;
    this.ours = ours;
    this.clock = clock;
  }

  /** Where in a cluster an image is named. */
  public record Place(String cluster, String namespace) implements Comparable<Place> {
    @Override
    public String toString() {
      return cluster + "/" + namespace;
    }

    @Override
    public int compareTo(Place other) {
      int byCluster = cluster.compareTo(other.cluster);
      return byCluster != 0 ? byCluster : namespace.compareTo(other.namespace);
    }
  }

  /**
   * An image that workloads name, or that somebody asked for.
   *
   * @param running what nodes say they run under that name
   * @param tracked how it is looked at; empty if no namespace covers it, or it is of this server
   * @param glance what was last said of what the name means; of what runs under it, if that is
   *     another image that is not trusted or not known
   */
  public record Line(
      String image,
      Set<Place> places,
      Set<Digest> running,
      Optional<Tracked> tracked,
      Optional<Glance> glance) {}

  /** Of all clusters of an instance, by image. */
  public List<Line> of(String instance) {
    return database.read(handle -> {
      Map<String, Line> lines = new LinkedHashMap<>();
      Map<String, Tracked> tracked =
          TrackedRows.of(handle, instance).stream()
              .collect(Collectors.toMap(one -> one.image().text(), one -> one));
      for (WorkloadRows.Named named : WorkloadRows.of(handle, instance)) {
        String text = name(named.use().image());
        Line line = lines.computeIfAbsent(text, _ -> line(handle, text, tracked.get(text)));
        line.places().add(new Place(named.cluster().name(), named.use().place()));
        named.use().running().ifPresent(line.running()::add);
      }
      tracked.forEach((text, one) -> {
        if (one.image().reference() instanceof Reference.ByTag || isNotRunning(lines, one)) {
          Line _ = lines.computeIfAbsent(text, _ -> line(handle, text, one));
        }
      });
      return lines.values().stream()
          .map(line -> asItRuns(handle, line))
          .sorted(Comparator.comparing(Line::image))
          .toList();
    });
  }

  /** What runs under another name is told of there. */
  private static boolean isNotRunning(Map<String, Line> lines, Tracked tracked) {
    return tracked
        .digest()
        .filter(digest -> lines.values().stream().anyMatch(line -> line.running().contains(digest)))
        .isEmpty();
  }

  /** Trusted only if all that runs under the name is, too. */
  private static Line asItRuns(Handle handle, Line line) {
    if (line.tracked().isEmpty() || line.glance().filter(Glance::trusted).isEmpty()) {
      return line;
    }
    Tracked tracked = line.tracked().get();
    List<Digest> others =
        line.running().stream()
            .filter(digest -> !tracked.digest().equals(Optional.of(digest)))
            .toList();
    List<Glance> glances =
        GlanceRows.of(handle, tracked.instance(), tracked.image().name().key(), others);
    Optional<Glance> bad = glances.stream().filter(one -> !one.trusted()).findFirst();
    return bad.isPresent() || glances.size() < others.size()
        ? new Line(line.image(), line.places(), line.running(), line.tracked(), bad)
        : line;
  }

  private static String name(String image) {
    return ForeignName.parse(image).map(ForeignName.Image::text).orElse(image);
  }

  private static Line line(Handle handle, String text, @Nullable Tracked tracked) {
    Optional<Tracked> known = Optional.ofNullable(tracked);
    return new Line(
        text,
        new TreeSet<>(),
        new TreeSet<>(Comparator.comparing(Digest::toString)),
        known,
        known.flatMap(one ->
            one.digest()
                .flatMap(digest ->
                    GlanceRows.of(handle, one.instance(), one.image().name().key(), List.of(digest))
                        .stream()
                        .findFirst())));
  }

  /** How the clusters of an instance stand. */
  public List<WorkloadRows.Watched> clusters(String instance) {
    return database.read(handle -> WorkloadRows.clusters(handle, instance));
  }

  /**
   * Where nodes of an instance's clusters say they run a digest, and where workloads name it of
   * this server; empty when it is not known of one of them, or there is none.
   */
  public Optional<Map<Digest, SortedSet<Place>>> running(String instance) {
    Instant old = clock.instant().minus(OLD);
    List<WorkloadRows.Watched> clusters = clusters(instance);
    if (clusters.isEmpty()
        || clusters.stream()
            .anyMatch(
                one -> !one.said().isEmpty() || one.readAt().filter(old::isBefore).isEmpty())) {
      return Optional.empty();
    }
    Map<Digest, SortedSet<Place>> running = new HashMap<>();
    for (WorkloadRows.Named named : database.read(handle -> WorkloadRows.of(handle, instance))) {
      Use use = named.use();
      Place place = new Place(named.cluster().name(), use.place());
      Stream.concat(use.running().stream(), named(instance, use).stream())
          .forEach(digest -> running.computeIfAbsent(digest, _ -> new TreeSet<>()).add(place));
    }
    return Optional.of(running);
  }

  /** What will run by that name when a pod starts next. */
  private Optional<Digest> named(String instance, Use use) {
    return ForeignName.parse(use.image())
        .filter(image -> ours.test(image.name().host()))
        .filter(
            image -> images.owner(image.name().path().first()).filter(instance::equals).isPresent())
        .flatMap(image ->
            switch (image.reference()) {
              case Reference.ByDigest by -> Optional.of(by.digest());
              case Reference.ByTag by -> images.tagged(image.name().path(), by.tag());
            });
  }
}
