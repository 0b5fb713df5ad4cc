package redoubt.registry.life;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.registry.RegistryFailures;
import redoubt.registry.access.ReadRights;
import redoubt.registry.manifests.Manifests;
import redoubt.registry.sql.ImageRows;
import redoubt.registry.sql.RepositoryRows;
import redoubt.store.Database;

/** Lists of images, and what is done to all of a list. */
public final class ImageLists {
  private static final int PAGE = 500;

  /** After that no list is pushed any more that names an image. */
  private static final Duration BEING_PUSHED = Duration.ofDays(1);

  private final Database database;
  private final Manifests manifests;
  private final ImageDates dates;
  private final Running running;
  private final InstantSource clock;

  public ImageLists(
      Database database,
      Manifests manifests,
      ImageDates dates,
      Running running,
      InstantSource clock) {
    this.database = database;
    this.manifests = manifests;
    this.dates = dates;
    this.running = running;
    this.clock = clock;
  }

  public List<Image> list(ImageRows.Wanted wanted) {
    return database.read(handle -> ImageRows.list(handle, wanted));
  }

  /** Whether the instance has the repository, with images or not. */
  public boolean has(String instance, String repository) {
    return !database
        .read(handle -> RepositoryRows.inInstance(handle, instance, repository))
        .isEmpty();
  }

  /**
   * One image, of which it was read when it was made.
   *
   * @throws Failure {@code registry.no-manifest}
   */
  public Image require(String instance, String repository, Digest digest) {
    database.read(handle -> RepositoryRows.inInstance(handle, instance, repository)).stream()
        .forEach(in -> dates.learn(in, digest));
    return list(
            new ImageRows.Wanted(
                ReadRights.ofAll(instance),
                Optional.empty(),
                Optional.of(repository),
                Optional.of(digest.toString()),
                false,
                ImageRows.Tagged.NO_MATTER,
                "",
                1))
        .stream()
        .findFirst()
        .orElseThrow(() -> RegistryFailures.noManifest(new RepositoryName(repository)));
  }

  /**
   * Moves to the trash what has no tag, was pushed a day ago or before (a list of manifests is
   * pushed after what it lists; who pushes again may only ask whether it is there), is in no list
   * of manifests that is there, says nothing about another manifest, as a signature does, and is
   * not known to run.
   *
   * @param assumeUnused whether what runs may go, too
   * @param actor empty only asks what would go
   * @return what went
   * @throws Failure {@code registry.running-unknown} when a cluster's workloads could not be read
   */
  public List<Image> pruneUntagged(
      String instance,
      Optional<String> namespace,
      Optional<String> repository,
      boolean assumeUnused,
      Optional<String> actor) {
    List<Image> gone = new ArrayList<>();
    Instant before = clock.instant().minus(BEING_PUSHED);
    String name = "";
    Set<Digest> needed = new HashSet<>();
    Running.Sight runs = assumeUnused ? new Running.Sight.NoCluster() : running.of(instance);
    if (runs instanceof Running.Sight.Unknown) {
      throw RegistryFailures.runningUnknown();
    }
    String after = "";
    while (true) {
      List<Image> page =
          list(
              new ImageRows.Wanted(
                  ReadRights.ofAll(instance),
                  namespace,
                  repository,
                  Optional.empty(),
                  false,
                  ImageRows.Tagged.NO_MATTER,
                  after,
                  PAGE));
      for (Image image : page) {
        if (!name.equals(image.repository().text())) {
          name = image.repository().text();
          needed = needed(instance, name);
        }
        if (image.tags().isEmpty()
            && image.wantedAt().isBefore(before)
            && !needed.contains(image.digest())
            && !runs.mayRun(image.digest())
            && (actor.isEmpty() || delete(instance, actor.get(), image))) {
          gone.add(image);
        }
      }
      if (page.size() < PAGE) {
        return gone;
      }
      after = page.getLast().repository().text() + "@" + page.getLast().digest();
    }
  }

  private Set<Digest> needed(String instance, String repository) {
    return database.read(handle -> {
      Set<Digest> needed = new HashSet<>();
      for (long in : RepositoryRows.inInstance(handle, instance, repository)) {
        needed.addAll(ImageRows.listed(handle, in));
        needed.addAll(ImageRows.referrers(handle, in));
      }
      return needed;
    });
  }

  private boolean delete(String instance, String actor, Image image) {
    try {
      return manifests.delete(
          new Manifests.Actor(instance, actor),
          image.repository(),
          image.digest(),
          image::isStill,
          Map.of("reason", "untagged"));
    } catch (Failure e) {
      // Somebody deleted it meanwhile, or a list of it has an immutable tag.
      if (e.kind() == Failure.Kind.NOT_FOUND || e.kind() == Failure.Kind.CONFLICT) {
        return false;
      }
      throw e;
    }
  }
}
