package redoubt.registry;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.oci.RepositoryName;
import redoubt.registry.access.ReadRights;
import redoubt.registry.access.Robots;
import redoubt.registry.life.Trash;
import redoubt.registry.sql.CollectorRows;
import redoubt.registry.sql.NamespaceRows;
import redoubt.registry.sql.RepositoryRows;
import redoubt.registry.sql.RetentionRows;
import redoubt.registry.sql.UsageRows;
import redoubt.store.Database;

/** Namespaces of tenants. {@code actor} is the id of who does it. */
public final class Namespaces {
  /** Most namespaces of an instance. */
  public static final int MOST = 100;

  private final Database database;
  private final Ledger ledger;
  private final BiConsumer<Handle, String> requireLive;
  private final NamespaceEnd end;
  private final InstantSource clock;

  /**
   * @param requireLive keeps an instance from being deleted until the transaction ends
   * @param end forgets what others keep of a namespace that is removed
   */
  public Namespaces(
      Database database,
      Ledger ledger,
      BiConsumer<Handle, String> requireLive,
      NamespaceEnd end,
      InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.requireLive = requireLive;
    this.end = end;
    this.clock = clock;
  }

  /**
   * Adds a namespace. Names are unique among all tenants.
   *
   * @throws redoubt.core.Failure {@code registry.bad-namespace}, {@code registry.namespace-taken},
   *     {@code registry.limit} at 100 of an instance
   */
  public Namespace add(String instance, String actor, String name, boolean anonymousPull) {
    if (!Namespace.isName(name)) {
      throw RegistryFailures.badNamespace();
    }
    return database.transaction(transaction -> {
      requireLive.accept(transaction, instance);
      if (NamespaceRows.count(transaction, instance) >= MOST) {
        throw RegistryFailures.tooManyNamespaces(MOST);
      }
      Namespace namespace =
          new Namespace(
              name, instance, anonymousPull, TagPatterns.NONE, false, clock.instant(), actor);
      if (!NamespaceRows.insert(transaction, namespace)) {
        throw RegistryFailures.namespaceTaken();
      }
      UsageRows.ensure(transaction, instance, "");
      UsageRows.ensure(transaction, instance, name);
      record(
          transaction,
          namespace,
          actor,
          "container-registry.namespace.create",
          Map.of("anonymousPull", Boolean.toString(anonymousPull)));
      return namespace;
    });
  }

  /** The one of that name, whosever it is. */
  Optional<Namespace> find(String name) {
    return database.read(handle -> NamespaceRows.find(handle, name));
  }

  /** The one that a repository lies in. */
  public Optional<Namespace> of(RepositoryName repository) {
    return repository.isNested() ? find(repository.first()) : Optional.empty();
  }

  /**
   * Changes what holds for a namespace, as far as something is given.
   *
   * @param anonymousPull whether everybody may pull
   * @param immutableTags tags that are neither moved nor deleted
   * @throws redoubt.core.Failure {@code registry.no-namespace}
   */
  public Namespace change(
      String instance,
      String actor,
      String name,
      Optional<Boolean> anonymousPull,
      Optional<TagPatterns> immutableTags) {
    return database.transaction(transaction -> {
      Namespace there = lock(transaction, instance, name);
      Namespace changed =
          new Namespace(
              name,
              instance,
              anonymousPull.orElse(there.anonymousPull()),
              immutableTags.orElse(there.immutableTags()),
              there.mirrored(),
              there.createdAt(),
              there.createdBy());
      NamespaceRows.change(transaction, changed);
      record(
          transaction,
          there,
          actor,
          "container-registry.settings.set",
          Map.of(
              "anonymousPull",
              Boolean.toString(changed.anonymousPull()),
              "immutableTags",
              changed.immutableTags().toString()));
      return changed;
    });
  }

  /**
   * The one of that name, if it is the instance's.
   *
   * @throws redoubt.core.Failure {@code registry.no-namespace}
   */
  public Namespace require(String instance, String name) {
    return find(name)
        .filter(namespace -> namespace.instance().equals(instance))
        .orElseThrow(RegistryFailures::noNamespace);
  }

  /**
   * Removes a namespace that has no images.
   *
   * @param trash ends what it has in the trash; empty refuses to remove it then
   * @throws redoubt.core.Failure {@code registry.no-namespace}, {@code
   *     registry.namespace-not-empty}, {@code registry.trash-not-empty}
   */
  public void remove(String instance, String actor, String name, Optional<Trash> trash) {
    Namespace _ = require(instance, name);
    if (trash.isPresent() && !hasManifests(name)) {
      // What forbids the removal is asked before what cannot be undone.
      database.transaction(transaction -> {
        Robots.beforeRemoval(transaction, name);
        return true;
      });
      trash.get().endAll(name, actor);
    }
    database.transaction(transaction -> {
      Namespace there = lock(transaction, instance, name);
      RepositoryRows.lockAll(transaction, name);
      Robots.beforeRemoval(transaction, name);
      if (RepositoryRows.hasManifests(transaction, name, false)) {
        throw RegistryFailures.namespaceNotEmpty(name);
      }
      if (RepositoryRows.hasManifests(transaction, name, true)) {
        throw RegistryFailures.trashNotEmpty(name);
      }
      CollectorRows.endRepositories(transaction, name, clock.instant());
      RetentionRows.end(transaction, name);
      end.ending(transaction, instance, actor, name);
      NamespaceRows.delete(transaction, name);
      UsageRows.end(transaction, instance, name);
      record(transaction, there, actor, "container-registry.namespace.delete", Map.of());
      return true;
    });
  }

  private boolean hasManifests(String name) {
    return database.read(handle -> RepositoryRows.hasManifests(handle, name, false));
  }

  private static Namespace lock(Handle transaction, String instance, String name) {
    return NamespaceRows.lock(transaction, instance, name)
        .orElseThrow(RegistryFailures::noNamespace);
  }

  private void record(
      Handle transaction,
      Namespace namespace,
      String actor,
      String action,
      Map<String, String> details) {
    ledger.append(
        transaction,
        List.of(
            Entry.ok(
                clock.instant(), namespace.instance(), actor, action, namespace.name(), details)));
  }

  /**
   * Names of repositories that somebody may read and that have manifests, in order, after one of
   * them.
   */
  public List<String> catalog(List<ReadRights> readable, String after, int limit) {
    return database.read(handle -> RepositoryRows.names(handle, readable, after, limit));
  }

  /** An instance with namespaces is not deleted: guard for identity. */
  public static void beforeDelete(Handle transaction, String instance) {
    if (NamespaceRows.count(transaction, instance) > 0) {
      throw RegistryFailures.instanceHasNamespaces(instance);
    }
    UsageRows.end(transaction, instance, "");
  }
}
