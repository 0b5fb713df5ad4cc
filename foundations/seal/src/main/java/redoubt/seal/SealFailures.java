package redoubt.seal;

import redoubt.core.Failure;
import redoubt.crypto.MasterKeys;

/** What can go wrong under the seal. */
final class SealFailures {
  private SealFailures() {}

  static Failure broken(String name, @org.jspecify.annotations.Nullable Throwable cause) {
    return new Failure(
        Failure.Kind.INTERNAL,
        "seal.broken",
        "The sealed secret " + name + " was changed or moved in the database and does not open.",
        "Find out who wrote to the database, then restore from a recovery export.",
        cause);
  }

  /** The words of what kept the master key away, under the seal's own code. */
  static Failure unavailable(Failure cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE, "seal.unavailable", cause.what(), cause.remedy(), cause);
  }

  static Failure busy(String why) {
    return new Failure(
        Failure.Kind.CONFLICT,
        "seal.busy",
        why,
        "Wait until the seal's status shows that it is done, then try again.");
  }

  static Failure wrongMaster(String id) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "seal.unavailable",
        "The key store holds another key under the id of the master key " + id + ".",
        "Find out who wrote to the key store, then bring the right one back.");
  }

  static Failure notHere(String id, Failure cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "seal.not-here",
        "The key store of this server does not hold the master key " + id + " of the database.",
        "Servers on one database share the directory of master keys (--seal-dir) or the token; a lost"
            + " one is brought back from its backup, or the database from a recovery export.",
        cause);
  }

  static Failure notConfigured(MasterKeys.Kind kind) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "seal.not-configured",
        "A master key of kind " + kind.text() + " is needed, and the server has no such key store.",
        switch (kind) {
          case FILE -> "Start the server with the directory of its master keys.";
          case PKCS11 ->
              "Start the server with --pkcs11-library, --pkcs11-token and --pkcs11-pin-file.";
        });
  }
}
