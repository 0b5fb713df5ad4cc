package redoubt.keys.life;

import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyState;

/**
 * Which action a key allows in which state. A pure function; the time windows within a state are in
 * {@link Deadlines}.
 */
public final class Transitions {
  private Transitions() {}

  /**
   * @throws redoubt.keys.KeyFailure {@code KEY_ROOT_REQ_ERR} for a standard key, {@code
   *     KEY_DELETED_ERR} for a destroyed one, {@code KEY_ACTION_INVALID_STATE_ERR} otherwise
   */
  public static void check(KeyAction action, Key key) {
    if (needsRoot(action) && !key.isRoot()) {
      throw KeyProtectError.KEY_ROOT_REQ_ERR.failure();
    }
    if (key.withheldUntil().isPresent() && needsMaterial(action)) {
      throw KeyProtectError.KEY_ACTION_INVALID_STATE_ERR.failure(
          "a rehearsal of its deletion withholds it until " + key.withheldUntil().get());
    }
    if (allows(action, key.state())) {
      return;
    }
    throw key.state() == KeyState.DESTROYED
        ? KeyProtectError.KEY_DELETED_ERR.failure()
        : KeyProtectError.KEY_ACTION_INVALID_STATE_ERR.failure();
  }

  /** Whether the action is one of root keys only. */
  public static boolean needsRoot(KeyAction action) {
    return switch (action) {
      case WRAP, UNWRAP, REWRAP, ROTATE, DISABLE, ENABLE, SYNC, REHEARSE, END_REHEARSAL -> true;
      case READ,
          READ_METADATA,
          LIST_VERSIONS,
          SET_FOR_DELETION,
          UNSET_FOR_DELETION,
          PATCH,
          DELETE,
          RESTORE,
          PURGE ->
          false;
    };
  }

  /** Whether a rehearsal of the key's deletion forbids it. */
  private static boolean needsMaterial(KeyAction action) {
    return action == KeyAction.WRAP || action == KeyAction.UNWRAP || action == KeyAction.REWRAP;
  }

  public static boolean allows(KeyAction action, KeyState state) {
    return switch (action) {
      case READ, READ_METADATA, SYNC, LIST_VERSIONS -> true;
      case WRAP, DISABLE, REHEARSE -> state == KeyState.ACTIVE;
      case UNWRAP, REWRAP, ROTATE -> state == KeyState.ACTIVE || state == KeyState.DEACTIVATED;
      case ENABLE -> state == KeyState.SUSPENDED;
      case SET_FOR_DELETION, UNSET_FOR_DELETION, PATCH, DELETE, END_REHEARSAL ->
          state != KeyState.DESTROYED;
      case RESTORE, PURGE -> state == KeyState.DESTROYED;
    };
  }
}
