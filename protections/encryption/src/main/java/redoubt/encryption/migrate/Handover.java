package redoubt.encryption.migrate;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.crypto.Ids;
import redoubt.encryption.kube.KubeApi;
import redoubt.encryption.kube.KubeRefused;
import redoubt.encryption.kube.KubeResource;
import redoubt.encryption.kube.StorageMigrations;

/**
 * Has the cluster rewrite a resource: asks, looks how far it is, and counts what was written when
 * it says that it is done. When nobody takes it, or it does not end, that is told.
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

  /** At most so many are tried, one after the other, before the place is written down. */
  private static final int WAKING_PAGE = 100;

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
      return first.items().isEmpty()
          ? at.after(Counts.NONE, Optional.empty(), 0, now)
          : at.asking("redoubt-" + Ids.random(), first.items().size() + first.remaining(), now);
    }
    Task task = at.way().task().get();
    return switch (task.phase()) {
      case NOTED -> {
        answered(() -> {
          tasks.create(task.name(), resource);
          return task;
        });
        yield at.asked(Task.Phase.ASKED, now);
      }
      case FAILED -> throw GaveUp.failed(resource.name(), task.name());
      case ASKED, WAKING, RUNNING, COUNTING, OVER ->
          seen(
              resource,
              at,
              task,
              answered(() -> tasks.find(task.name()))
                  .orElseThrow(() -> GaveUp.deleted(resource.name())));
    };
  }

  private Migration seen(
      KubeResource resource, Migration at, Task task, StorageMigrations.Seen seen) {
    Instant now = clock.instant();
    return switch (seen.standing()) {
      case UNSEEN -> {
        if (isOver(task, TAKEN, now)) {
          throw GaveUp.notTaken(resource.name());
        }
        yield still(at, now);
      }
      case RUNNING -> {
        if (task.phase() == Task.Phase.ASKED && seen.before().isPresent()) {
          yield at.asked(Task.Phase.WAKING, now);
        }
        if (task.phase() == Task.Phase.WAKING) {
          yield woken(resource, at);
        }
        if (isOver(task, BEGUN.plus(EACH.multipliedBy(at.left())), now)) {
          throw GaveUp.endless(resource.name());
        }
        yield still(at, now);
      }
      case SUCCEEDED ->
          task.phase() == Task.Phase.COUNTING
              ? counted(resource, at, seen)
              : at.asked(Task.Phase.COUNTING, now);
      case FAILED -> at.asked(Task.Phase.FAILED, now);
    };
  }

  /** A no is one for the next time too, unless the API server is busy or ill. */
  private static <T> T answered(Supplier<T> call) {
    try {
      return call.get();
    } catch (KubeRefused refused) {
      throw refused.isFinal() ? GaveUp.refused(refused) : refused;
    }
  }

  /**
   * A controller writes when it has seen anything of the resource that is newer than its own
   * beginning. Where nobody writes, that can take many minutes or for ever; so one object is
   * written, the first that is stale. Where none is, there is nothing for the controller to do.
   * Without the right to write, it begins later.
   */
  private Migration woken(KubeResource resource, Migration at) {
    long unchanged = 0;
    KubeApi.Page page;
    try {
      page = api.list(resource, Rewriting.size(at.rate(), WAKING_PAGE), at.from());
      Pace pace = new Pace(at.rate());
      for (KubeApi.Stored item : page.items()) {
        pace.await();
        switch (api.rewrite(resource, item)) {
          case DONE, BY_OTHERS -> {
            return at.asked(Task.Phase.RUNNING, clock.instant());
          }
          case UNCHANGED -> unchanged++;
          case GONE -> {}
        }
      }
    } catch (KubeRefused refused) {
      if (refused.status() == 410 && at.from().isPresent()) {
        return at.again(clock.instant());
      }
      if (!refused.isFinal()) {
        throw refused;
      }
      LOG.info("a migration's controller was not woken: {} {}", refused.code(), refused.what());
      return at.asked(Task.Phase.RUNNING, clock.instant());
    }
    return at.counted(
        new Counts(0, 0, 0, unchanged), page.next(), page.remaining(), clock.instant());
  }

  private static boolean isOver(Task task, Duration time, Instant now) {
    return !now.isBefore(task.since().plus(time));
  }

  private static Migration still(Migration at, Instant now) {
    return now.isBefore(at.updatedAt().plus(SEEN))
        ? at
        : at.asked(at.way().task().orElseThrow().phase(), now);
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
    return at.counted(
        new Counts(written, 0, 0, page.items().size() - written),
        page.next(),
        page.remaining(),
        clock.instant());
  }

  private static long version(String resourceVersion) {
    return resourceVersion.matches("[0-9]{1,18}") ? Long.parseLong(resourceVersion) : 0;
  }

  /** Deletes what is left in the cluster; what it refuses to delete stays. */
  void tidy(Task left) {
    try {
      tasks.delete(left.name());
    } catch (KubeRefused refused) {
      if (!refused.isFinal()) {
        throw refused;
      }
      LOG.warn(
          "{} {} stays in a cluster: {} {}",
          StorageMigrations.RESOURCE,
          left.name(),
          refused.code(),
          refused.what());
    }
  }
}
