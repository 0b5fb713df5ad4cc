package redoubt.identity;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import redoubt.identity.sql.GrantRows;
import redoubt.identity.sql.InstanceRows;
import redoubt.identity.sql.Locks;
import redoubt.store.Database;
import redoubt.web.Principal;
import redoubt.web.Role;

/** Tenants. {@code actor} is the id of who does it. */
public final class Instances {
  static final int MOST = 1_000;
  private static final Set<Role> ANY = EnumSet.complementOf(EnumSet.of(Role.ADMINISTRATOR));

  private final Database database;
  private final Changes changes;

  Instances(Database database, Changes changes) {
    this.database = database;
    this.changes = changes;
  }

  /**
   * Makes an instance in which its maker holds MANAGER and KEY_PURGE.
   *
   * @throws redoubt.core.Failure {@code identity.bad-name}, {@code identity.name-taken}, {@code
   *     identity.limit} at 1,000 instances
   */
  public Instance create(String actor, String name) {
    return changes.make(change -> create(change, actor, actor, name));
  }

  static Instance create(Change change, String actor, String manager, String name) {
    Handle handle = change.handle();
    Locks.take(handle, "instances");
    if (InstanceRows.count(handle) >= MOST) {
      throw IdentityFailures.limit("instances", MOST);
    }
    Instance instance = new Instance(Names.freshId(), Names.name(name), change.now(), actor);
    if (!InstanceRows.insert(handle, instance)) {
      throw IdentityFailures.nameTaken("instance");
    }
    change.record(instance.id(), actor, "identity.instance.create", instance.id(), Map.of());
    for (Role role : List.of(Role.MANAGER, Role.KEY_PURGE)) {
      Grants.create(change, actor, instance.id(), manager, role, Optional.empty());
    }
    return instance;
  }

  public Optional<Instance> find(String id) {
    return Names.isId(id)
        ? database.read(handle -> InstanceRows.find(handle, id))
        : Optional.empty();
  }

  /**
   * An instance that the caller may see: one in which they hold a role, if only in a ring;
   * administrators see all.
   *
   * @throws redoubt.core.Failure {@code identity.forbidden} also for one that does not exist; to
   *     administrators {@code identity.no-such-instance}
   */
  public Instance read(Principal caller, String id) {
    if (!caller.isAdministrator() && !caller.allowsSomewhere(id, ANY)) {
      throw IdentityFailures.forbidden();
    }
    return find(id).orElseThrow(() -> IdentityFailures.noSuch("instance"));
  }

  /** Those that the caller may see. */
  public Page<Instance> list(Principal caller, PageRequest page) {
    return caller.isAdministrator() ? list(page) : listOf(caller.user(), page);
  }

  public Page<Instance> list(PageRequest page) {
    return database.read(handle -> InstanceRows.page(handle, page));
  }

  private Page<Instance> listOf(String user, PageRequest page) {
    return database.read(handle -> InstanceRows.pageOf(handle, user, page));
  }

  /**
   * @throws redoubt.core.Failure {@code identity.no-such-instance}, {@code identity.bad-name},
   *     {@code identity.name-taken}
   */
  public Instance rename(String actor, String id, String newName) {
    String name = Names.name(newName);
    return changes.make(change -> {
      Locks.take(change.handle(), "instances");
      Instance instance = lock(change.handle(), id);
      if (InstanceRows.isTaken(change.handle(), name, id)) {
        throw IdentityFailures.nameTaken("instance");
      }
      InstanceRows.rename(change.handle(), id, name);
      change.record(id, actor, "identity.instance.update", id, Map.of());
      return new Instance(id, name, instance.createdAt(), instance.createdBy());
    });
  }

  /**
   * Deletes an instance with all grants in it, if every guard lets it go.
   *
   * @throws redoubt.core.Failure {@code identity.no-such-instance}, or what a guard throws
   */
  public void delete(String actor, String id, List<InstanceGuard> guards) {
    changes.make(change -> {
      Handle handle = change.handle();
      Instance instance = lock(handle, id);
      guards.forEach(guard -> guard.beforeDelete(handle, id));
      int grants = GrantRows.countIn(handle, id);
      InstanceRows.delete(handle, id);
      change.affectsAll();
      change.record(
          id, actor, "identity.instance.delete", id, Map.of("grants", Integer.toString(grants)));
      return instance;
    });
  }

  /**
   * Keeps the instance from being deleted until the transaction ends. A room calls it before it
   * makes data in an instance, else the data could outlive its tenant.
   *
   * @throws redoubt.core.Failure {@code identity.no-such-instance}
   */
  public void requireLive(Handle transaction, String id) {
    if (!Names.isId(id) || InstanceRows.hold(transaction, id).isEmpty()) {
      throw IdentityFailures.noSuch("instance");
    }
  }

  private static Instance lock(Handle transaction, String id) {
    return Optional.of(id)
        .filter(Names::isId)
        .flatMap(known -> InstanceRows.lock(transaction, known))
        .orElseThrow(() -> IdentityFailures.noSuch("instance"));
  }
}
