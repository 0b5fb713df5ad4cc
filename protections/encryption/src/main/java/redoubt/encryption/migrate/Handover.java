package redoubt.encryption.migrate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.crypto.Ids;
import redoubt.encryption.kube.KubeApi;
import redoubt.encryption.kube.KubeRefused;
import redoubt.encryption.kube.KubeResource;
import redoubt.encryption.kube.StorageMigrations;

/**
 * Has the cluster rewrite a resource: asks, looks how far it is, and counts what was written when
 * it says that it is done. When nobody takes it, or it does not end, rewriting by us takes over
 * where no means was chosen.
 */
final class Handover {
  private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

  /** Another kube-controller-manager takes over from one that is gone within this time. */
  private static final Duration TAKEN = Duration.ofSeconds(45);

  /** Its view of the cluster may be behind by minutes; after that come the writes. */
  private static final Duration BEGUN = Duration.ofMinutes(10);

  private static final Duration EACH = Duration.ofMillis(20);

  /** It is said this often that the cluster answers still. */
  private static final Duration SEEN = Duration.ofSeconds(10);

  private static final int PAGE = 500;

  private final KubeApi api;
  private final StorageMigrations tasks;
  private final InstantSource clock;

  Handover(KubeApi api, InstantSource clock) {
    this.api = api;
    this.tasks = new StorageMigrations(api);
    this.clock = clock;
  }

  /** What there is to be written down next; the same when there is nothing new. */
  Migration step(KubeResource resource, Migration at) {
    Instant now = clock.instant();
    if (at.way().task().isEmpty()) {
      KubeApi.Page first = api.list(resource, 1, Optional.empty());
      return at.asking("redoubt-" + Ids.random(), first.items().size() + first.remaining(), now);
    }
    Task task = at.way().task().get();
    if (task.phase() == Task.Phase.FAILED) {
      throw GaveUp.failed(resource.name(), task.name());
    }
    Optional<StorageMigrations.Seen> seen = tasks.find(task.name());
    if (seen.isEmpty()) {
      tasks.create(task.name(), resource);
      return at.by(at.way().with(new Task(task.name(), Task.Phase.ASKED, now)), now);
    }
    return switch (seen.get().standing()) {
      case UNSEEN ->
          isOver(task, TAKEN, now)
              ? orRewriting(at, GaveUp.notTaken(resource.name()), now)
              : still(at, now);
      case RUNNING ->
          task.phase() == Task.Phase.ASKED && seen.get().before().isPresent()
              ? begun(resource, at)
              : isOver(task, BEGUN.plus(EACH.multipliedBy(at.total() - at.done())), now)
                  ? orRewriting(at, GaveUp.endless(resource.name()), now)
                  : still(at, now);
      case SUCCEEDED ->
          task.phase() == Task.Phase.COUNTING
              ? counted(resource, at, seen.get())
              : at.asked(Task.Phase.COUNTING, now);
      case FAILED ->
          at.way().isFree()
              ? orRewriting(at, GaveUp.failed(resource.name(), task.name()), now)
              : at.asked(Task.Phase.FAILED, now);
    };
  }

  /**
   * A controller writes when it has seen anything newer than its own beginning. Where nobody
   * writes, that can take many minutes; so one object is written. Without the right to, it begins
   * later.
   */
  private Migration begun(KubeResource resource, Migration at) {
    try {
      for (KubeApi.Stored first : api.list(resource, 1, Optional.empty()).items()) {
        KubeApi.Rewritten _ = api.rewrite(resource, first);
      }
    } catch (KubeRefused refused) {
      LOG.info("a migration's controller was not woken: {} {}", refused.code(), refused.what());
    }
    return at.asked(Task.Phase.RUNNING, clock.instant());
  }

  private static boolean isOver(Task task, Duration time, Instant now) {
    return !now.isBefore(task.since().plus(time));
  }

  private static Migration still(Migration at, Instant now) {
    return now.isBefore(at.updatedAt().plus(SEEN))
        ? at
        : at.asked(at.way().task().orElseThrow().phase(), now);
  }

  private static Migration orRewriting(Migration at, GaveUp failure, Instant now) {
    if (!at.way().isFree()) {
      throw failure;
    }
    LOG.info("a migration goes on by rewriting: {} {}", failure.code(), failure.what());
    return at.by(at.way().rewriting(now), now);
  }

  /** What has a later resource version than when the controller began was written since. */
  private Migration counted(KubeResource resource, Migration at, StorageMigrations.Seen seen) {
    KubeApi.Page page;
    try {
      page = api.list(resource, PAGE, at.from());
    } catch (KubeRefused refused) {
      if (refused.status() == 410 && at.from().isPresent()) {
        return at.again(clock.instant());
      }
      throw refused;
    }
    long before = seen.before().orElse(Long.MAX_VALUE);
    long written =
        page.items().stream().filter(item -> version(item.resourceVersion()) > before).count();
    return at.after(
        new Counts(written, 0, 0, page.items().size() - written),
        page.next(),
        page.remaining(),
        clock.instant());
  }

  private static long version(String resourceVersion) {
    return resourceVersion.matches("[0-9]{1,18}") ? Long.parseLong(resourceVersion) : 0;
  }

  /** Deletes what is left in the cluster. */
  void tidy(Task left) {
    tasks.delete(left.name());
  }
}
