package redoubt.signatures.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
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
  private final Askable askable;
  private final InstantSource clock;

  public Overview(Database database, Images images, Askable askable, InstantSource clock) {
    this.database = database;
    this.images = images;
    this.askable = askable;
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
   * @param problem why its registry is not asked, or did not answer the last time; empty when
   *     neither is so
   */
  public record Line(
      String image,
      Set<Place> places,
      Set<Digest> running,
      Optional<Tracked> tracked,
      Optional<Glance> glance,
      String problem) {}

  /** Where images are named, and what runs of them. */
  private record Seen(Set<Place> places, Set<Digest> running) {
    Seen() {
      this(new TreeSet<>(), new TreeSet<>(Comparator.comparing(Digest::toString)));
    }
  }

  /** Of all clusters of an instance, by image. */
  public List<Line> of(String instance) {
    return database.read(handle -> of(handle, instance));
  }

  /** The same of one image, however workloads write its name; empty when nobody names it. */
  public Optional<Line> one(String instance, String image) {
    ForeignName.Image named = ForeignName.parse(image).orElse(null);
    if (named == null) {
      return of(instance).stream().filter(line -> line.image().equals(image)).findFirst();
    }
    return database
        .read(handle ->
            lines(
                handle,
                instance,
                WorkloadRows.of(handle, instance, named.name()),
                TrackedRows.find(handle, instance, named).stream().toList()))
        .stream()
        .filter(line -> line.image().equals(named.text()))
        .findFirst();
  }

  List<Line> of(Handle handle, String instance) {
    return lines(
        handle, instance, WorkloadRows.of(handle, instance), TrackedRows.of(handle, instance));
  }

  private List<Line> lines(
      Handle handle, String instance, List<WorkloadRows.Named> named, List<Tracked> known) {
    Map<String, Tracked> tracked =
        known.stream().collect(Collectors.toMap(one -> one.image().text(), one -> one));
    Map<String, Seen> lines = new TreeMap<>();
    Map<String, String> full = new HashMap<>();
    Set<Digest> running = new HashSet<>();
    for (WorkloadRows.Named workload : named) {
      Use use = workload.use();
      String text =
          full.computeIfAbsent(
              use.image(), _ -> use.named().map(ForeignName.Image::text).orElse(use.image()));
      Seen seen = lines.computeIfAbsent(text, _ -> new Seen());
      seen.places().add(new Place(workload.cluster().name(), use.place()));
      use.running().ifPresent(seen.running()::add);
      use.running().ifPresent(running::add);
    }
    tracked.forEach((text, one) -> {
      // What runs under another name is told of there.
      boolean told =
          switch (one.image().reference()) {
            case Reference.ByDigest exact -> running.contains(exact.digest());
            case Reference.ByTag _ -> false;
          };
      if (!told) {
        Seen _ = lines.computeIfAbsent(text, _ -> new Seen());
      }
    });
    Map<GlanceRows.Exact, Glance> glances = glances(handle, instance, tracked, lines);
    return lines.entrySet().stream()
        .map(line -> line(line.getKey(), line.getValue(), tracked.get(line.getKey()), glances))
        .toList();
  }

  private static Map<GlanceRows.Exact, Glance> glances(
      Handle handle, String instance, Map<String, Tracked> tracked, Map<String, Seen> lines) {
    Set<GlanceRows.Exact> wanted = new HashSet<>();
    lines.forEach((text, seen) -> {
      Tracked one = tracked.get(text);
      if (one != null) {
        Stream.concat(one.digest().stream(), seen.running().stream())
            .forEach(digest -> wanted.add(exact(one, digest)));
      }
    });
    return GlanceRows.of(handle, instance, wanted);
  }

  private static GlanceRows.Exact exact(Tracked tracked, Digest digest) {
    return new GlanceRows.Exact(tracked.image().name().key(), digest);
  }

  private Line line(
      String image, Seen seen, @Nullable Tracked tracked, Map<GlanceRows.Exact, Glance> glances) {
    Optional<Tracked> known = Optional.ofNullable(tracked);
    return new Line(
        image,
        seen.places(),
        seen.running(),
        known,
        known.flatMap(one -> asItRuns(one, seen.running(), glances)),
        known.map(Tracked::said).or(() -> askable.objection(image).map(Pacing::said)).orElse(""));
  }

  /** Trusted only if all that runs under the name is, too. */
  private static Optional<Glance> asItRuns(
      Tracked tracked, Set<Digest> running, Map<GlanceRows.Exact, Glance> glances) {
    Optional<Glance> meant =
        tracked.digest().map(digest -> exact(tracked, digest)).map(glances::get);
    if (meant.filter(Glance::trusted).isEmpty()) {
      return meant;
    }
    List<Optional<Glance>> others =
        running.stream()
            .filter(digest -> !tracked.digest().equals(Optional.of(digest)))
            .map(digest -> Optional.ofNullable(glances.get(exact(tracked, digest))))
            .toList();
    Optional<Glance> bad =
        others.stream().flatMap(Optional::stream).filter(one -> !one.trusted()).findFirst();
    return bad.isPresent() || others.stream().anyMatch(Optional::isEmpty) ? bad : meant;
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
    Map<String, Optional<Digest>> meant = new HashMap<>();
    for (WorkloadRows.Named named : database.read(handle -> WorkloadRows.of(handle, instance))) {
      Use use = named.use();
      Place place = new Place(named.cluster().name(), use.place());
      Stream.concat(
              use.running().stream(),
              meant.computeIfAbsent(use.image(), _ -> meant(instance, use)).stream())
          .forEach(digest -> running.computeIfAbsent(digest, _ -> new TreeSet<>()).add(place));
    }
    return Optional.of(running);
  }

  /** What will run by that name when a pod starts next. */
  private Optional<Digest> meant(String instance, Use use) {
    return use.named()
        .filter(image -> askable.isOurs(image.name()))
        .filter(
            image -> images.owner(image.name().path().first()).filter(instance::equals).isPresent())
        .flatMap(image ->
            switch (image.reference()) {
              case Reference.ByDigest by -> Optional.of(by.digest());
              case Reference.ByTag by -> images.tagged(image.name().path(), by.tag());
            });
  }
}
