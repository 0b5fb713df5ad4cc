package redoubt.encryption.console;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import redoubt.encryption.Cluster;
import redoubt.encryption.RootKeys;
import redoubt.encryption.census.Standing;
import redoubt.web.console.Numbers;
import redoubt.web.console.Pill;
import redoubt.web.console.Tone;

/**
 * How encryption of a cluster stands, in a word and a sentence. Good is only what a ledger has
 * shown: that encryption is enabled says what is written next, not what is stored.
 */
public record Posture(Pill pill, String why) {
  /** A ledger that is older shows what was, not what is. */
  static final Duration FRESH = Duration.ofDays(7);

  /** What weighs most comes first; a pure function of what is known of the cluster. */
  static Posture of(ClusterSummary cluster, Instant now) {
    return keyGone(cluster)
        .or(() -> moving(cluster))
        .or(() -> exposed(cluster))
        .or(() -> unguarded(cluster))
        .or(() -> noPlugin(cluster))
        .or(() -> unshown(cluster, now))
        .orElseGet(() -> shown(cluster));
  }

  private static Optional<Posture> keyGone(ClusterSummary cluster) {
    return cluster
        .key()
        .filter(key -> key.state() != RootKeys.State.ACTIVE)
        .map(key ->
            posture(
                Tone.BAD,
                switch (key.state()) {
                  case ACTIVE, SUSPENDED -> "Key disabled";
                  case DEACTIVATED -> "Key expired";
                  case DESTROYED -> "Key deleted";
                },
                "Its plugins open and write nothing under " + key.name() + "."));
  }

  private static Optional<Posture> moving(ClusterSummary cluster) {
    if (cluster.migration().isEmpty()) {
      return Optional.empty();
    }
    MigrationSummary migration = cluster.migration().get();
    return switch (migration.state()) {
      case RUNNING ->
          Optional.of(
              posture(
                  Tone.WARN,
                  (migration.decrypting() ? "Decrypting " : "Migrating ")
                      + migration.percent()
                      + " %",
                  migration.counted() + "."));
      case FAILED ->
          Optional.of(
              posture(
                  Tone.BAD, "Migration failed", migration.failure().orElse(migration.counted())));
      case STOPPED ->
          Optional.of(posture(Tone.WARN, "Half migrated", migration.counted() + ", then stopped."));
      case DONE -> Optional.empty();
    };
  }

  private static Optional<Posture> exposed(ClusterSummary cluster) {
    return cluster
        .ledger()
        .filter(ledger -> cluster.phase() == Cluster.Phase.ENABLED)
        .filter(ledger -> !migratedSince(cluster, ledger))
        .flatMap(ledger ->
            switch (ledger.verdict()) {
              case UNPROTECTED ->
                  Optional.of(
                      posture(
                          Tone.BAD,
                          ledger.count(Standing.CLEAR) > 0
                              ? Numbers.grouped(ledger.count(Standing.CLEAR)) + " in the clear"
                              : Numbers.grouped(ledger.offending()) + " not protected",
                          "Of "
                              + Numbers.of(ledger.guarded(), "object")
                              + " "
                              + ledger.faults()
                              + "; seen "
                              + ledger.at().relative()
                              + "."));
              case UNPROVEN -> Optional.of(new Posture(ledger.pill(), ledger.sentence()));
              case PROTECTED, EMPTY -> Optional.<Posture>empty();
            });
  }

  private static Optional<Posture> unguarded(ClusterSummary cluster) {
    return switch (cluster.phase()) {
      case ENABLED -> Optional.empty();
      case DISABLING ->
          Optional.of(
              posture(
                  Tone.WARN,
                  "Being disabled",
                  "Written in the clear from now on; what is stored is written back."));
      case OFF ->
          Optional.of(
              cluster
                  .ledger()
                  .filter(ledger -> ledger.count(Standing.CLEAR) > 0)
                  .map(ledger ->
                      posture(
                          Tone.BAD,
                          "In the clear",
                          Numbers.of(ledger.count(Standing.CLEAR), "object")
                              + " to be read by whoever reads etcd or a backup of it."))
                  .orElseGet(
                      () -> posture(Tone.WARN, "Off", "No root key guards what it stores.")));
    };
  }

  private static Optional<Posture> noPlugin(ClusterSummary cluster) {
    return cluster.plugins().isEmpty()
        ? Optional.of(
            posture(
                Tone.WARN,
                "No plugin",
                "No plugin of its API servers holds a lease on the root key."))
        : Optional.empty();
  }

  private static Optional<Posture> unshown(ClusterSummary cluster, Instant now) {
    if (cluster.ledger().isEmpty()) {
      return Optional.of(
          posture(Tone.UNKNOWN, "Not shown", "Enabled; no ledger has yet shown what is stored."));
    }
    LedgerSummary ledger = cluster.ledger().get();
    if (migratedSince(cluster, ledger)) {
      return Optional.of(
          posture(Tone.UNKNOWN, "Not shown", "Migrated since the last ledger; take a new one."));
    }
    if (ledger.at().at().isBefore(now.minus(FRESH))) {
      return Optional.of(
          posture(
              Tone.WARN,
              "Ledger is old",
              "What is stored was last shown " + ledger.at().relative() + "."));
    }
    return Optional.empty();
  }

  private static Posture shown(ClusterSummary cluster) {
    LedgerSummary ledger = cluster.ledger().orElseThrow();
    return switch (ledger.verdict()) {
      case UNPROTECTED, UNPROVEN, EMPTY -> new Posture(ledger.pill(), ledger.sentence());
      case PROTECTED ->
          ledger.count(Standing.STALE) > 0
              ? posture(
                  Tone.WARN,
                  "To be migrated",
                  Numbers.of(ledger.count(Standing.STALE), "object")
                      + " under an earlier key; they still open.")
              : posture(
                  Tone.GOOD,
                  "Protected",
                  Numbers.of(ledger.guarded(), "object")
                      + ", seen "
                      + ledger.at().relative()
                      + ".");
    };
  }

  /** Whether objects were rewritten after the ledger was taken, so that it shows another time. */
  private static boolean migratedSince(ClusterSummary cluster, LedgerSummary ledger) {
    return cluster
        .migration()
        .flatMap(MigrationSummary::updated)
        .filter(updated -> updated.at().isAfter(ledger.at().at()))
        .isPresent();
  }

  private static Posture posture(Tone tone, String word, String why) {
    return new Posture(new Pill(tone, word), why);
  }
}
