package redoubt.keys;

import java.util.Arrays;
import java.util.Optional;

/** Why a key is not active, in the numbers of Key Protect's {@code nonactiveStateReason}. */
public enum NonactiveReason {
  /** Its expiration date passed. */
  EXPIRED(0),
  /** A person disabled it. */
  DISABLED(1),
  /** A person deleted it. */
  DELETED(2);

  private final int code;

  NonactiveReason(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }

  public static Optional<NonactiveReason> ofCode(int code) {
    return Arrays.stream(values()).filter(reason -> reason.code == code).findFirst();
  }
}
