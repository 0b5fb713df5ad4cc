package redoubt.signatures.tufserver;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.signatures.tufserver.sql.GuardRows;
import redoubt.signatures.tufserver.sql.GunRows;
import redoubt.signatures.tufserver.sql.KeyRows;
import redoubt.store.Database;

/**
 * Wraps keys of the server as their namespaces want it, one by one. A key whose root key does not
 * open it stays as it is and is tried again with the next run; it holds up no other.
 */
final class Rewrapping {
  private static final Logger LOG = LoggerFactory.getLogger(Rewrapping.class);
  private static final int PAGE = 200;

  /** Who wraps anew, in the ledger. */
  private static final String ACTOR = "signatures";

  private final Database database;
  private final GuardedKeys roots;
  private final RootsNeeded needed;
  private final ServerKeys keys;
  private final Ledger ledger;
  private final InstantSource clock;

  /** The tenant that had the last turn. */
  private volatile String last = "";

  Rewrapping(
      Database database,
      GuardedKeys roots,
      RootsNeeded needed,
      ServerKeys keys,
      Ledger ledger,
      InstantSource clock) {
    this.database = database;
    this.roots = roots;
    this.needed = needed;
    this.keys = keys;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * What is tried in a run.
   *
   * @param shut root keys that refused, and are not asked again in it
   */
  private record Run(Deadline deadline, Set<UUID> shut) {}

  /** The keys of one namespace that another root key should wrap. */
  void namespace(String instance, String namespace, Deadline deadline) {
    boolean _ =
        all(
            new Run(deadline, new HashSet<>()),
            after ->
                handle ->
                    GuardRows.misplaced(handle, instance, Optional.of(namespace), after, PAGE));
  }

  /** All keys of all tenants, in turns; whoever was not reached is the first of the next run. */
  void inTurns(Deadline deadline, Duration turn) {
    Deque<String> waiting = new ArrayDeque<>();
    List<String> instances = database.read(GuardRows::instances);
    String before = last;
    instances.stream().filter(one -> one.compareTo(before) > 0).forEach(waiting::add);
    instances.stream().filter(one -> one.compareTo(before) <= 0).forEach(waiting::add);
    Map<String, Set<UUID>> shut = new HashMap<>();
    while (!waiting.isEmpty() && !deadline.isOver()) {
      String instance = waiting.removeFirst();
      last = instance;
      Run run =
          new Run(
              Deadline.in(deadline.left(turn)),
              shut.computeIfAbsent(instance, _ -> new HashSet<>()));
      try {
        if (!tenant(instance, run)) {
          waiting.addLast(instance);
        }
      } catch (RuntimeException e) {
        LOG.warn("keys of collections of {} are not wrapped anew: {}", instance, e.toString());
      }
    }
  }

  /** Returns whether there is no more to do. */
  private boolean tenant(String instance, Run run) {
    boolean done =
        all(
            run,
            after ->
                handle -> GuardRows.misplaced(handle, instance, Optional.empty(), after, PAGE));
    for (GuardRows.Root used : database.read(handle -> GuardRows.used(handle, instance))) {
      boolean old =
          roots
              .find(instance, used.key())
              .filter(root -> !root.version().equals(used.version()))
              .isPresent();
      if (done && old) {
        done =
            all(run, after -> handle -> GuardRows.wrappedBy(handle, instance, used, after, PAGE));
      }
    }
    return done;
  }

  @FunctionalInterface
  private interface Pages {
    Database.Work<List<GuardRows.Due>> after(GuardRows.After after);
  }

  /** One at least; returns whether it came to the end before the deadline. */
  private boolean all(Run run, Pages pages) {
    GuardRows.After after = GuardRows.After.NONE;
    while (true) {
      List<GuardRows.Due> page = database.read(pages.after(after));
      for (GuardRows.Due due : page) {
        if (rewrap(run.shut(), due) && run.deadline().isOver()) {
          return false;
        }
      }
      if (page.size() < PAGE) {
        return true;
      }
      after = new GuardRows.After(page.getLast().gun().id(), page.getLast().keyId());
    }
  }

  /** Returns whether anything was tried. */
  private boolean rewrap(Set<UUID> shut, GuardRows.Due due) {
    Optional<UUID> old = due.root().map(GuardRows.Root::key);
    if (old.filter(shut::contains).isPresent() || due.wanted().filter(shut::contains).isPresent()) {
      return false;
    }
    Optional<KeyRows.Key> row =
        database.read(handle -> KeyRows.of(handle, due.gun().id())).stream()
            .filter(one -> one.id().equals(due.keyId()) && one.root().equals(due.root()))
            .findFirst();
    if (row.isEmpty()) {
      return true;
    }
    Optional<SecretBytes> secret =
        trying(shut, old, () -> keys.opened(due.gun(), row.get(), ACTOR));
    if (secret.isEmpty()) {
      return true;
    }
    try (SecretBytes plain = secret.get()) {
      if (due.wanted().isEmpty()) {
        replace(due, Optional.empty(), plain);
        return true;
      }
      UUID wanted = due.wanted().get();
      Optional<GuardedKeys.Wrapped> wrapped =
          trying(
              shut,
              Optional.of(wanted),
              () -> keys.wrap(due.gun().place(), due.keyId(), wanted, plain, ACTOR));
      if (wrapped.isPresent()) {
        try (SecretBytes kept = wrapped.get().bytes()) {
          replace(due, Optional.of(new GuardRows.Root(wanted, wrapped.get().version())), kept);
        }
      }
    }
    return true;
  }

  /** A key that is lost says nothing of the root key that wrapped it. */
  private static <T> Optional<T> trying(Set<UUID> shut, Optional<UUID> root, Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (Failure e) {
      if (TrustFailures.isFrozen(e)) {
        root.ifPresent(shut::add);
      }
      LOG.warn("a key of a collection is not wrapped anew: {}", e.what());
      return Optional.empty();
    }
  }

  private void replace(GuardRows.Due due, Optional<GuardRows.Root> root, SecretBytes kept) {
    TrustPlace place = due.gun().place();
    boolean _ =
        database.transaction(transaction -> {
          boolean same =
              GunRows.lock(transaction, place).filter(gun -> gun.id() == due.gun().id()).isPresent()
                  && KeyRows.of(transaction, due.gun().id()).stream()
                      .anyMatch(
                          one -> one.id().equals(due.keyId()) && one.root().equals(due.root()));
          if (!same) {
            return false;
          }
          GuardRows.lock(transaction, place.instance(), place.namespace());
          boolean misplaced = !due.root().map(GuardRows.Root::key).equals(due.wanted());
          if (misplaced
              && !GuardRows.root(transaction, place.instance(), place.namespace())
                  .equals(due.wanted())) {
            // The namespace wants another one by now.
            return false;
          }
          Map<String, String> details = new TreeMap<>(Map.of("key", due.keyId()));
          root.ifPresent(now -> details.put("rootKey", now.key().toString()));
          root.ifPresent(now -> details.put("version", now.version().toString()));
          List<Entry> entries =
              new ArrayList<>(
                  needed.during(
                      transaction,
                      place.instance(),
                      place.namespace(),
                      () -> keys.replace(transaction, due.gun(), due.keyId(), root, kept)));
          entries.add(
              Entry.ok(
                  clock.instant(),
                  place.instance(),
                  ACTOR,
                  "trust.key.rewrap",
                  place.gun(),
                  details));
          ledger.append(transaction, entries);
          return true;
        });
  }
}
