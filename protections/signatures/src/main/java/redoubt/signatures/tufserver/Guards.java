package redoubt.signatures.tufserver;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.signatures.tufserver.sql.GuardRows;
import redoubt.signatures.tufserver.sql.GunRows;
import redoubt.signatures.tufserver.sql.KeyRows;
import redoubt.store.Database;

/**
 * Which root key of the tenant guards what the server signs collections of a namespace with. What
 * is set holds for new keys at once; those that are there are wrapped anew one by one, also after
 * the root key was rotated. A key whose root key does not open it stays as it is, and is tried
 * again.
 */
public final class Guards {
  private static final Logger LOG = LoggerFactory.getLogger(Guards.class);
  private static final int PAGE = 200;

  /** Who wraps anew, in the ledger. */
  private static final String ACTOR = "signatures";

  private final Database database;
  private final GuardedKeys roots;
  private final ServerKeys keys;
  private final Ledger ledger;
  private final InstantSource clock;

  Guards(
      Database database, GuardedKeys roots, ServerKeys keys, Ledger ledger, InstantSource clock) {
    this.database = database;
    this.roots = roots;
    this.keys = keys;
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * How a namespace stands.
   *
   * @param root which root key is wanted
   * @param keys how many keys the server signs with there
   * @param guarded how many of them that root key wraps
   */
  public record State(Optional<UUID> root, long keys, long guarded) {}

  /** A collection that a root key guards, and how many of the server's keys for it. */
  public record Guarded(String id, String gun, int keys) {}

  /**
   * @throws Failure when the tenant has no such root key
   */
  public GuardedKeys.RootKey rootKey(String instance, String idOrAlias) {
    return roots.require(instance, idOrAlias);
  }

  /** The root key that guards a namespace, unless it was purged. */
  public Optional<GuardedKeys.RootKey> guarding(String instance, String namespace) {
    return database
        .read(handle -> GuardRows.root(handle, instance, namespace))
        .flatMap(root -> roots.find(instance, root));
  }

  public State state(String instance, String namespace) {
    return database.read(handle -> {
      Optional<UUID> root = GuardRows.root(handle, instance, namespace);
      return new State(
          root,
          GuardRows.count(handle, instance, namespace, Optional.empty()),
          root.isEmpty() ? 0 : GuardRows.count(handle, instance, namespace, root));
    });
  }

  /** Collections that need the root key: their keys are lost with it. */
  public List<Guarded> guardedBy(String instance, UUID root) {
    return database.read(handle -> GuardRows.guarded(handle, instance, root)).stream()
        .map(one -> new Guarded(Long.toString(one.gun()), one.name(), one.keys()))
        .toList();
  }

  /** Lets a root key guard a namespace from now on, or the vault alone. */
  public State set(String instance, String namespace, Optional<UUID> root, String actor) {
    boolean _ =
        database.transaction(transaction -> {
          Optional<UUID> before = GuardRows.root(transaction, instance, namespace);
          List<Entry> entries = new ArrayList<>();
          if (root.isPresent()) {
            entries.addAll(roots.register(transaction, instance, root.get(), namespace));
            GuardRows.set(transaction, instance, namespace, root.get(), clock.instant(), actor);
          } else {
            GuardRows.remove(transaction, instance, namespace);
          }
          before
              .filter(old -> !Optional.of(old).equals(root))
              .ifPresent(old -> entries.addAll(letGo(transaction, instance, namespace, old)));
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
    rewrap();
    return state(instance, namespace);
  }

  /** The root key guards the namespace no more, once it wraps nothing there. */
  private List<Entry> letGo(Handle transaction, String instance, String namespace, UUID old) {
    return GuardRows.count(transaction, instance, namespace, Optional.of(old)) == 0
        ? roots.unregister(transaction, instance, old, namespace)
        : List.of();
  }

  /** Wraps anew what is not wrapped as it should be, as far as that is possible now. */
  public void rewrap() {
    Set<UUID> shut = new HashSet<>();
    rewrap(shut, (gun, key) -> handle -> GuardRows.misplaced(handle, gun, key, PAGE));
    for (GuardRows.Used used : database.read(GuardRows::used)) {
      boolean old =
          roots
              .find(used.instance(), used.root().key())
              .filter(root -> !root.version().equals(used.root().version()))
              .isPresent();
      if (old) {
        rewrap(shut, (gun, key) -> handle -> GuardRows.wrappedBy(handle, used, gun, key, PAGE));
      }
    }
  }

  @FunctionalInterface
  private interface Pages {
    Database.Work<List<GuardRows.Due>> after(long gun, String key);
  }

  private void rewrap(Set<UUID> shut, Pages pages) {
    long gun = 0;
    String key = "";
    while (true) {
      List<GuardRows.Due> page = database.read(pages.after(gun, key));
      for (GuardRows.Due due : page) {
        rewrap(shut, due);
      }
      if (page.size() < PAGE) {
        return;
      }
      gun = page.getLast().gun().id();
      key = page.getLast().keyId();
    }
  }

  /** A root key that refused once is not asked again in the same turn. */
  private void rewrap(Set<UUID> shut, GuardRows.Due due) {
    Optional<UUID> old = due.root().map(GuardRows.Root::key);
    if (old.filter(shut::contains).isPresent() || due.wanted().filter(shut::contains).isPresent()) {
      return;
    }
    Optional<KeyRows.Key> row =
        database.read(handle -> KeyRows.of(handle, due.gun().id())).stream()
            .filter(one -> one.id().equals(due.keyId()) && one.root().equals(due.root()))
            .findFirst();
    if (row.isEmpty()) {
      return;
    }
    Optional<SecretBytes> secret =
        trying(shut, old, () -> keys.opened(due.gun(), row.get(), ACTOR));
    if (secret.isEmpty()) {
      return;
    }
    try (SecretBytes plain = secret.get()) {
      if (due.wanted().isEmpty()) {
        replace(due, Optional.empty(), plain);
        return;
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
  }

  private static <T> Optional<T> trying(Set<UUID> shut, Optional<UUID> root, Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (Failure e) {
      root.ifPresent(shut::add);
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
          keys.replace(transaction, due.gun(), due.keyId(), root, kept);
          Map<String, String> details = new TreeMap<>(Map.of("key", due.keyId()));
          root.ifPresent(now -> details.put("rootKey", now.key().toString()));
          root.ifPresent(now -> details.put("version", now.version().toString()));
          List<Entry> entries = new ArrayList<>();
          due.root()
              .map(GuardRows.Root::key)
              .filter(old -> !Optional.of(old).equals(due.wanted()))
              .ifPresent(old ->
                  entries.addAll(letGo(transaction, place.instance(), place.namespace(), old)));
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
