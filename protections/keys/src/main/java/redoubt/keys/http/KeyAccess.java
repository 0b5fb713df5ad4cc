package redoubt.keys.http;

import java.util.Set;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.life.KeyChanges;
import redoubt.web.Part;
import redoubt.web.Request;
import redoubt.web.Role;

/**
 * Finds the key of a call and keeps the caller within the key rings that are theirs: a key in a
 * ring where they hold no role at all is answered like one that does not exist.
 */
public final class KeyAccess {
  private static final Set<Role> ANY_OF_A_RING = Set.of(Role.READER, Role.KEY_PURGE);

  private final KeyChanges changes;

  public KeyAccess(KeyChanges changes) {
    this.changes = changes;
  }

  /** The key that the path names as {@code {key}}, by id or alias. */
  public Key require(Request request) {
    return require(request, request.pathParameter("key"));
  }

  /**
   * @throws redoubt.keys.KeyFailure {@code KEY_NOT_FOUND_ERR}
   * @throws redoubt.core.Failure {@code web.forbidden} when the caller may do other things with it
   */
  public Key require(Request request, String idOrAlias) {
    Key key = changes.current(request.instance(), idOrAlias);
    boolean elsewhere =
        KmsRequest.ring(request).map(ring -> !ring.equals(key.ring())).orElse(false);
    if (elsewhere
        || !request.principal().allows(request.instance(), Part.ring(key.ring()), ANY_OF_A_RING)) {
      throw KeyProtectError.KEY_NOT_FOUND_ERR.failure();
    }
    request.requireRing(key.ring());
    return key;
  }
}
