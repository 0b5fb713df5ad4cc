package redoubt.server.proofs;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Evidence;
import redoubt.core.Failure;
import redoubt.core.Proof;
import redoubt.core.Protection;
import redoubt.ledger.Entry;
import redoubt.ledger.EntryId;
import redoubt.ledger.Ledger;

/**
 * Runs proofs one after the other; one run at a time. Nothing is kept of a proof during which the
 * server began to stop: what it saw may be the stop's doing, and tells nothing of its claim.
 */
public final class ProofRunner implements AutoCloseable {
  /** Evidence and where the ledger has it. */
  public record Recorded(Evidence evidence, EntryId entry) {}

  private static final Logger log = LoggerFactory.getLogger(ProofRunner.class);

  private final List<? extends Protection> protections;
  private final Ledger ledger;
  private final EvidenceStore kept;
  private final InstantSource clock;
  private final ReentrantLock running = new ReentrantLock();
  private volatile boolean stopping;

  public ProofRunner(
      List<? extends Protection> protections,
      Ledger ledger,
      EvidenceStore kept,
      InstantSource clock) {
    this.protections = List.copyOf(protections);
    this.ledger = ledger;
    this.kept = kept;
    this.clock = clock;
  }

  public List<? extends Protection> protections() {
    return protections;
  }

  /**
   * Attacks every claim, or those of one protection, and keeps what was seen.
   *
   * @param actor who asked for it
   * @throws Failure {@code proofs.unknown-protection}, {@code proofs.running}, {@code
   *     proofs.stopped}
   */
  public List<Recorded> run(Optional<String> protection, String actor) {
    List<? extends Protection> chosen =
        protections.stream()
            .filter(room -> protection.isEmpty() || room.name().equals(protection.get()))
            .toList();
    if (chosen.isEmpty()) {
      throw new Failure(
          Failure.Kind.NOT_FOUND,
          "proofs.unknown-protection",
          "There is no protection of that name.",
          "Name one of: "
              + String.join(", ", protections.stream().map(Protection::name).toList())
              + ".");
    }
    if (!running.tryLock()) {
      throw new Failure(
          Failure.Kind.CONFLICT,
          "proofs.running",
          "Proofs are being run at this moment.",
          "Wait for them to end, or read the last evidence: redoubt prove --last.");
    }
    try {
      List<Recorded> results = new ArrayList<>();
      for (Protection room : chosen) {
        for (Proof proof : room.proofs()) {
          Evidence evidence = attempt(room, proof);
          if (stopping) {
            throw stopped();
          }
          results.add(record(evidence, actor));
        }
      }
      return results;
    } finally {
      running.unlock();
    }
  }

  private Evidence attempt(Protection room, Proof proof) {
    Proof.Observation observation;
    try {
      observation = proof.attempt();
    } catch (Exception e) {
      if (!stopping) {
        log.error("proof {} broke", proof.id(), e);
      }
      observation =
          Proof.Observation.failed(
              e instanceof Failure failure
                  ? "The proof broke off (" + failure.code() + "): " + failure.getMessage()
                  : "The proof broke off; the server's log says where.");
    }
    return new Evidence(
        proof.id(),
        room.name(),
        proof.claim(),
        proof.attack(),
        observation.seen(),
        observation.outcome(),
        clock.instant());
  }

  private Recorded record(Evidence evidence, String actor) {
    EntryId entry =
        ledger.append(
            new Entry(
                evidence.at(),
                Entry.SYSTEM,
                actor,
                "proofs.proof.run",
                evidence.proof(),
                evidence.outcome() == Evidence.Outcome.FAILED ? "proofs.failed" : Entry.OK,
                new TreeMap<>(Map.of("result", evidence.outcome().name()))));
    kept.keep(evidence, entry);
    return new Recorded(evidence, entry);
  }

  private static Failure stopped() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "proofs.stopped",
        "The server stops; the proofs that were left were not tried.",
        "Run them again when it is back.");
  }

  /** The server begins to stop. */
  @Override
  public void close() {
    stopping = true;
  }
}
