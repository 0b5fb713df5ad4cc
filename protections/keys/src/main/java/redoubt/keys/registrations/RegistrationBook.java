package redoubt.keys.registrations;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyState;
import redoubt.keys.KeyVersion;
import redoubt.keys.Registration;
import redoubt.keys.life.KeyChanges;
import redoubt.keys.life.Registrations;
import redoubt.keys.sql.KeyStore;
import redoubt.keys.sql.RegistrationRows;
import redoubt.ledger.Entry;

/**
 * The registrations of all keys. Other rooms write here what they protect with a root key; they
 * give the id of their service as {@code service}.
 */
public final class RegistrationBook {
  private static final Pattern CRN = Pattern.compile("crn:[!-~]{1,508}");

  private final KeyChanges changes;

  public RegistrationBook(KeyChanges changes) {
    this.changes = changes;
  }

  /** What a deletion asks of registrations. */
  public static Registrations consent() {
    return new Registrations() {
      @Override
      public Hold hold(Handle transaction, String tenant, UUID key) {
        if (count(transaction, tenant, key, Optional.of(true)) > 0) {
          return Hold.PREVENTS_DELETION;
        }
        return count(transaction, tenant, key, Optional.empty()) > 0 ? Hold.REGISTERED : Hold.NONE;
      }

      @Override
      public void drop(Handle transaction, String tenant, UUID key) {
        RegistrationRows.deleteAll(transaction, tenant, key);
      }
    };
  }

  private static int count(
      Handle transaction, String tenant, UUID key, Optional<Boolean> preventing) {
    return RegistrationRows.count(
        transaction,
        tenant,
        new RegistrationRows.Wanted(
            Optional.of(key), Optional.empty(), preventing, Optional.empty()));
  }

  /**
   * Registers a resource with an active root key.
   *
   * @throws redoubt.keys.KeyFailure {@code KEY_ROOT_REQ_REG_ERR}, {@code KEY_INVALID_STATE_ERR},
   *     {@code REGISTRATION_EXISTS_ERR}
   */
  public void create(Key key, String resource, RegistrationChange told, String service) {
    checkResource(resource);
    changes.change(
        key.tenant(),
        key.id(),
        (transaction, locked, now) -> {
          requireActiveRoot(locked);
          if (find(transaction, locked, resource).isPresent()) {
            throw KeyProtectError.REGISTRATION_EXISTS_ERR.failure();
          }
          return put(transaction, locked, resource, told, service, now);
        });
  }

  private static List<Entry> put(
      Handle transaction,
      Key locked,
      String resource,
      RegistrationChange told,
      String service,
      Instant now) {
    Registration fresh =
        new Registration(
            locked.id(),
            locked.name(),
            locked.ring(),
            resource,
            told.preventsDeletion().orElse(false),
            told.description(),
            told.metadata(),
            Optional.of(version(transaction, locked, told.version().orElse(locked.version().id()))),
            now,
            service,
            now,
            service);
    RegistrationRows.put(transaction, locked.tenant(), fresh);
    return entry(locked, service, "kms.registrations.create", resource, now);
  }

  /**
   * Registers a resource with an active root key as part of the caller's transaction; one that is
   * registered stays as it is.
   *
   * @return what is to be recorded
   * @throws redoubt.keys.KeyFailure as {@link #create}
   */
  public List<Entry> hold(
      Handle transaction,
      String tenant,
      UUID key,
      String resource,
      RegistrationChange told,
      String service) {
    checkResource(resource);
    return changes
        .join(
            transaction,
            tenant,
            key,
            (handle, locked, now) -> {
              if (find(handle, locked, resource).isPresent()) {
                return List.of();
              }
              requireActiveRoot(locked);
              return put(handle, locked, resource, told, service, now);
            })
        .orElseThrow(KeyProtectError.KEY_NOT_FOUND_ERR::failure);
  }

  /**
   * The resource needs the key no more, as part of the caller's transaction; a key or registration
   * that is gone, or that is another service's, is no error.
   *
   * @return what is to be recorded
   */
  public List<Entry> letGo(
      Handle transaction, String tenant, UUID key, String resource, String service) {
    return changes
        .join(
            transaction,
            tenant,
            key,
            (handle, locked, now) -> {
              if (find(handle, locked, resource)
                  .filter(found -> found.createdBy().equals(service))
                  .isEmpty()) {
                return List.of();
              }
              RegistrationRows.delete(handle, locked.tenant(), locked.id(), resource);
              return entry(locked, service, "kms.registrations.delete", resource, now);
            })
        .orElse(List.of());
  }

  /** Replaces all that was told of a resource. */
  public void replace(Key key, String resource, RegistrationChange told, String service) {
    update(key, resource, told, service, true);
  }

  /** Changes what is given of what was told of a resource. */
  public void merge(Key key, String resource, RegistrationChange told, String service) {
    update(key, resource, told, service, false);
  }

  private void update(
      Key key, String resource, RegistrationChange told, String service, boolean whole) {
    changes.change(
        key.tenant(),
        key.id(),
        (transaction, locked, now) -> {
          requireActiveRoot(locked);
          Registration old = own(transaction, locked, resource, service);
          Optional<Registration.Version> version =
              told.version().map(id -> version(transaction, locked, id)).or(old::version);
          requireNotEarlier(transaction, locked, old, version);
          Registration changed =
              new Registration(
                  old.key(),
                  old.keyName(),
                  old.keyRing(),
                  resource,
                  told.preventsDeletion().orElse(!whole && old.preventsDeletion()),
                  whole ? told.description() : told.description().or(old::description),
                  whole ? told.metadata() : told.metadata().or(old::metadata),
                  version,
                  old.createdAt(),
                  old.createdBy(),
                  now,
                  service);
          RegistrationRows.put(transaction, locked.tenant(), changed);
          return entry(
              locked,
              service,
              whole ? "kms.registrations.write" : "kms.registrations.merge",
              resource,
              now);
        });
  }

  /** The resource needs the key no more; also when the key is not active. */
  public void delete(Key key, String resource, String service) {
    changes.change(
        key.tenant(),
        key.id(),
        (transaction, locked, now) -> {
          own(transaction, locked, resource, service);
          RegistrationRows.delete(transaction, locked.tenant(), locked.id(), resource);
          return entry(locked, service, "kms.registrations.delete", resource, now);
        });
  }

  private static void checkResource(String resource) {
    if (!CRN.matcher(resource).matches()) {
      throw KeyProtectError.field("resourceCrn", "a CRN of at most 512 characters");
    }
  }

  private static void requireActiveRoot(Key key) {
    if (!key.isRoot()) {
      throw KeyProtectError.KEY_ROOT_REQ_REG_ERR.failure();
    }
    if (key.state() != KeyState.ACTIVE) {
      throw KeyProtectError.KEY_INVALID_STATE_ERR.failure();
    }
  }

  private static Optional<Registration> find(Handle handle, Key key, String resource) {
    return RegistrationRows.find(handle, key.tenant(), key.id(), resource);
  }

  private static Registration own(Handle handle, Key key, String resource, String service) {
    Registration found =
        find(handle, key, resource)
            .orElseThrow(() -> KeyProtectError.REGISTRATION_NOT_FOUND_ERR.failure());
    if (!found.createdBy().equals(service)) {
      throw KeyProtectError.RESOURCE_OWNER_ERR.failure();
    }
    return found;
  }

  private static Registration.Version version(Handle handle, Key key, UUID id) {
    return KeyStore.version(handle, key.tenant(), key.id(), id)
        .map(version -> new Registration.Version(version.id(), version.createdAt()))
        .orElseThrow(() -> KeyProtectError.field("keyVersionId", "a version of the key"));
  }

  private static void requireNotEarlier(
      Handle handle, Key key, Registration old, Optional<Registration.Version> version) {
    if (number(handle, key, version) < number(handle, key, old.version())) {
      throw KeyProtectError.KEY_VERSION_INVALID.failure();
    }
  }

  private static int number(Handle handle, Key key, Optional<Registration.Version> version) {
    return version
        .flatMap(found -> KeyStore.version(handle, key.tenant(), key.id(), found.id()))
        .map(KeyVersion::number)
        .orElse(0);
  }

  private static List<Entry> entry(
      Key key, String service, String action, String resource, Instant now) {
    return List.of(
        Entry.ok(
            now, key.tenant(), service, action, key.id().toString(), Map.of("resource", resource)));
  }
}
