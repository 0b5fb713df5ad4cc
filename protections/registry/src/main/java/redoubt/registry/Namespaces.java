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
import redoubt.registry.sql.CollectorRows;
import redoubt.registry.sql.NamespaceRows;
import redoubt.registry.sql.RepositoryRows;
import redoubt.store.Database;

/** Namespaces of tenants. {@code actor} is the id of who does it. */
public final class Namespaces {
  /** Most namespaces of an instance. */
  public static final int MOST = 100;

  private final Database database;
  private final Ledger ledger;
  private final BiConsumer<Handle, String> requireLive;
  private final InstantSource clock;

  /**
   * @param requireLive keeps an instance from being deleted until the transaction ends
   */
  public Namespaces(
      Database database,
      Ledger ledger,
      BiConsumer<Handle, String> requireLive,
      InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.requireLive = requireLive;
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
      Namespace namespace = new Namespace(name, instance, anonymousPull, clock.instant(), actor);
      if (!NamespaceRows.insert(transaction, namespace)) {
        throw RegistryFailures.namespaceTaken();
      }
      record(
          transaction,
          namespace,
          actor,
          "container-registry.namespace.create",
          Map.of("anonymousPull", Boolean.toString(anonymousPull)));
      return namespace;
    });
  }

  public List<Namespace> list(String instance) {
    return database.read(handle -> NamespaceRows.of(handle, instance));
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
   * Says whether everybody may pull.
   *
   * @throws redoubt.core.Failure {@code registry.no-namespace}
   */
  public Namespace openToAll(String instance, String actor, String name, boolean anonymousPull) {
    return database.transaction(transaction -> {
      Namespace there = lock(transaction, instance, name);
      NamespaceRows.anonymousPull(transaction, name, anonymousPull);
      record(
          transaction,
          there,
          actor,
          "container-registry.settings.set",
          Map.of("anonymousPull", Boolean.toString(anonymousPull)));
      return new Namespace(name, instance, anonymousPull, there.createdAt(), there.createdBy());
    });
  }

  /**
   * Removes a namespace that has no images.
   *
   * @throws redoubt.core.Failure {@code registry.no-namespace}, {@code
   *     registry.namespace-not-empty}
   */
  public void remove(String instance, String actor, String name) {
    database.transaction(transaction -> {
      Namespace there = lock(transaction, instance, name);
      RepositoryRows.lockAll(transaction, name);
      if (RepositoryRows.hasManifests(transaction, name)) {
        throw RegistryFailures.namespaceNotEmpty();
      }
      CollectorRows.endRepositories(transaction, name, clock.instant());
      NamespaceRows.delete(transaction, name);
      record(transaction, there, actor, "container-registry.namespace.delete", Map.of());
      return true;
    });
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
  public List<String> catalog(ReadRights readable, String after, int limit) {
    return database.read(handle -> RepositoryRows.names(handle, readable, after, limit));
  }

  /** An instance with namespaces is not deleted: guard for identity. */
  public static void beforeDelete(Handle transaction, String instance) {
    if (NamespaceRows.count(transaction, instance) > 0) {
      throw RegistryFailures.instanceHasNamespaces();
    }
  }
}
