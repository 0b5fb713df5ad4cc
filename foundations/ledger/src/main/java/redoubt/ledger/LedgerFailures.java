package redoubt.ledger;

import redoubt.core.Failure;

/** What can go wrong with the ledger. */
final class LedgerFailures {
  private LedgerFailures() {}

  static Failure tampered(String finding) {
    return new Failure(
        Failure.Kind.INTERNAL,
        "ledger.tampered",
        "The ledger does not agree with what was signed: " + finding + ". Nothing is appended.",
        "Keep this database as evidence, find out who could write to it, and restore a backup that agrees with the heads you keep elsewhere (docs/ledger.md).");
  }

  static Failure noSuchEntry() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "ledger.no-entry",
        "There is no such entry here.",
        "Take an id from the list of entries; it reads LEAF.POSITION.");
  }

  static Failure noSuchSize(long size) {
    return new Failure(
        Failure.Kind.INVALID,
        "ledger.bad-size",
        "The sizes must not shrink nor exceed the log's own, " + size + ".",
        "Give from and to with from <= to, both from heads of this log.");
  }

  static Failure overloaded() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "ledger.overloaded",
        "The ledger is not as fast as entries come.",
        "Try again in a moment.");
  }

  static Failure closed() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "ledger.closed",
        "The server is stopping and appends nothing any more.",
        "Try again when it is back.");
  }
}
