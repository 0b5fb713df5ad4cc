package redoubt.crypto.hsm;

import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;

/** What can go wrong with a module. */
final class HsmFailures {
  private HsmFailures() {}

  static Failure unavailable(String why, @Nullable Throwable cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "hsm.unavailable",
        "The hardware security module cannot be used: " + why + ".",
        "Check the module, its library, the token's label and the PIN; it is tried again by itself.",
        cause);
  }

  static Failure noKey(String id) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "hsm.no-key",
        "The hardware security module does not hold the key " + id + ".",
        "Connect the token that holds it, or restore the token from its vendor's backup.");
  }

  static Failure unsafeKey(String id, String why) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "hsm.unsafe-key",
        "The key " + id + " in the hardware security module is not used, because " + why + ".",
        "Find out who had the token's PIN; remove the key that is not ours.");
  }
}
