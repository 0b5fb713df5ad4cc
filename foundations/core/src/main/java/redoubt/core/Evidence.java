package redoubt.core;

import java.time.Instant;
import java.util.Objects;

/**
 * What came of one {@link Proof}: the claim, what was tried against it, what was seen. "Not tried"
 * is never shown as "proven".
 *
 * @param proof id of the proof, {@code protection.name}
 * @param protection the room that makes the claim
 * @param claim one sentence: what the protection promises
 * @param attack one sentence: what was tried
 * @param observation one sentence: what was seen, or why nothing was tried
 * @param at when the attack ended
 */
public record Evidence(
    String proof,
    String protection,
    String claim,
    String attack,
    String observation,
    Outcome outcome,
    Instant at) {
  /** Outcome of an attack on a claim. */
  public enum Outcome {
    PROVEN,
    FAILED,
    NOT_TRIED
  }

  public Evidence {
    Objects.requireNonNull(proof, "proof");
    Objects.requireNonNull(protection, "protection");
    Objects.requireNonNull(claim, "claim");
    Objects.requireNonNull(attack, "attack");
    Objects.requireNonNull(observation, "observation");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(at, "at");
  }
}
