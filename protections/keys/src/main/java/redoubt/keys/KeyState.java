package redoubt.keys;

import java.util.Arrays;
import java.util.Optional;

/** States of a key (NIST SP 800-57 part 1, section 7), in Key Protect's numbers. */
public enum KeyState {
  /** Protects and processes. */
  ACTIVE(1),
  /** Disabled: does nothing until it is enabled. */
  SUSPENDED(2),
  /** Expired: processes what it protected before, for ever; protects nothing new. */
  DEACTIVATED(3),
  /** Deleted: does nothing; can be restored for a while, then is purged. */
  DESTROYED(5);

  private final int code;

  KeyState(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public static Optional<KeyState> ofCode(int code) {
    return Arrays.stream(values()).filter(state -> state.code == code).findFirst();
  }
}
