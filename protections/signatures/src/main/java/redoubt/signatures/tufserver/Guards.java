package redoubt.signatures.tufserver;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import redoubt.core.Deadline;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.tufserver.sql.GuardRows;
import redoubt.store.Database;

/**
 * Which root key of the tenant guards what the server signs collections of a namespace with. What
 * is set holds for new keys at once; those that are there are wrapped anew one by one, also after
 * the root key was rotated.
 */
public final class Guards {
  /** How long who names a root key waits for the keys that are there to be wrapped. */
  private static final Duration LONGEST_CHANGE = Duration.ofSeconds(5);

  /** Of one run of the background task. */
  private static final Duration LONGEST_RUN = Duration.ofSeconds(25);

  /** Of a tenant before the next one has its turn. */
  private static final Duration TURN = Duration.ofSeconds(1);

  private final Database database;
  private final GuardedKeys roots;
  private final RootsNeeded needed;
  private final Rewrapping rewrapping;
  private final Ledger ledger;
  private final InstantSource clock;

  Guards(
      Database database,
      GuardedKeys roots,
      RootsNeeded needed,
      ServerKeys keys,
      Ledger ledger,
      InstantSource clock) {
    this.database = database;
    this.roots = roots;
    this.needed = needed;
    this.rewrapping = new Rewrapping(database, roots, needed, keys, ledger, clock);
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * How a namespace stands.
   *
   * @param root which root key is wanted
   * @param keys how many keys the server signs with there
   * @param wrapped how many of them each root key wraps, also one that is not wanted any longer
   */
  public record State(Optional<UUID> root, long keys, SortedMap<UUID, Long> wrapped) {
    public State {
      wrapped = Collections.unmodifiableSortedMap(new TreeMap<>(wrapped));
    }

    /** How many of them the root key wraps that is wanted. */
    public long guarded() {
      return root.map(key -> wrapped.getOrDefault(key, 0L)).orElse(0L);
    }
  }

  /** A collection that a root key guards, and how many of the server's keys for it. */
  public record Guarded(String id, String gun, int keys) {}

  /** Empty when the tenant has no such root key. */
  public Optional<GuardedKeys.RootKey> rootKey(String instance, String idOrAlias) {
    return roots.named(instance, idOrAlias);
  }

  /** The root key that guards a namespace, unless it was purged. */
  public Optional<GuardedKeys.RootKey> guarding(String instance, String namespace) {
    return database
        .read(handle -> GuardRows.root(handle, instance, namespace))
        .flatMap(root -> roots.find(instance, root));
  }

  public State state(String instance, String namespace) {
    return database.read(handle ->
        new State(
            GuardRows.root(handle, instance, namespace),
            GuardRows.count(handle, instance, namespace),
            GuardRows.wrapped(handle, instance, namespace)));
  }

  /** Collections that need the root key: their keys are lost with it. */
  public List<Guarded> guardedBy(String instance, UUID root) {
    return database.read(handle -> GuardRows.guarded(handle, instance, root)).stream()
        .map(one -> new Guarded(Long.toString(one.gun()), one.name(), one.keys()))
        .toList();
  }

  /**
   * Lets a root key guard a namespace from now on, or the vault alone. The keys of the namespace
   * that are there are wrapped anew within five seconds, or later what takes longer.
   *
   * @param there whether the namespace is the instance's, asked when it cannot be removed meanwhile
   * @throws redoubt.core.Failure {@code signatures.no-namespace}
   */
  public State set(
      String instance, String namespace, Optional<UUID> root, String actor, BooleanSupplier there) {
    boolean _ =
        database.transaction(transaction -> {
          List<Entry> entries = new ArrayList<>();
          entries.addAll(
              needed.during(
                  transaction,
                  instance,
                  namespace,
                  () -> {
                    if (!there.getAsBoolean()) {
                      throw SignatureFailures.noNamespace();
                    }
                    root.ifPresentOrElse(
                        key -> {
                          entries.addAll(roots.register(transaction, instance, key, namespace));
                          GuardRows.set(
                              transaction, instance, namespace, key, clock.instant(), actor);
                        },
                        () -> GuardRows.remove(transaction, instance, namespace));
                  }));
          entries.add(
              Entry.ok(
                  clock.instant(),
                  instance,
                  actor,
                  "trust.guard.set",
                  namespace,
                  root.map(key -> Map.of("rootKey", key.toString())).orElse(Map.of())));
          ledger.append(transaction, entries);
          return true;
        });
    rewrapping.namespace(instance, namespace, Deadline.in(LONGEST_CHANGE));
    return state(instance, namespace);
  }

  /** Wraps anew what is not wrapped as it should be, as far as that is possible now. */
  public void rewrap() {
    rewrap(LONGEST_RUN, TURN);
  }

  /** The same within so much time, of which each tenant has so much before the next. */
  void rewrap(Duration longest, Duration turn) {
    rewrapping.inTurns(Deadline.in(longest), turn);
  }
}
