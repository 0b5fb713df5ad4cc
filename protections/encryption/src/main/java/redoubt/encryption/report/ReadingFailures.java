package redoubt.encryption.report;

import redoubt.core.Failure;

/** Why a reading is not begun, or ends without a report. */
final class ReadingFailures {
  private ReadingFailures() {}

  static Failure noEtcd() {
    return new Failure(
        Failure.Kind.CONFLICT,
        "encryption.no-etcd",
        "The cluster was added without etcd, so the server cannot read what is stored.",
        "Give it etcd: redoubt cluster update NAME --etcd-endpoints URL; or read a snapshot: redoubt"
            + " encryption ledger NAME --snapshot FILE.");
  }

  static Failure runs() {
    return new Failure(
        Failure.Kind.CONFLICT,
        "encryption.reading-runs",
        "A ledger of this cluster is being taken.",
        "Wait for its end, or stop it: redoubt encryption ledger NAME --stop.");
  }

  static Failure tooLong() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "encryption.reading-too-long",
        "The reading took longer than " + Visits.LONGEST.toMinutes() + " minutes.",
        "Read a snapshot instead: redoubt encryption ledger NAME --snapshot FILE.");
  }

  static Failure gaveUp() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "encryption.reading-lost",
        "The servers that read it ended meanwhile, " + Readings.MOST_ATTEMPTS + " times.",
        "Begin it again: redoubt encryption ledger NAME.");
  }

  static Failure broke() {
    return new Failure(
        Failure.Kind.INTERNAL,
        "encryption.reading-broke",
        "The reading met something that it does not know.",
        "Look into the server's log, and report it.");
  }
}
