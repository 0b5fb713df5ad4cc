package redoubt.keys.proof;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import redoubt.keys.proof.ProvingGround.Call;
import redoubt.keys.proof.ProvingGround.Side;
import redoubt.keys.proof.Trial.MadeKey;
import redoubt.keys.proof.Trial.Wrapping;

/** Lets a key expire and asks it to protect something new. */
public final class ExpiredKeyProof extends KeyAttack {
  /** The next is tried when a slow machine did not get the key used in time. */
  private static final List<Duration> LIVES =
      List.of(Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(30));

  public ExpiredKeyProof(ProvingGround ground) {
    super(
        ground,
        "expired-key",
        "A key protects nothing new from the moment it expires, and nothing brings it back.",
        "Made a key that lives for seconds, used it, waited until it had expired, and asked it at"
            + " once to wrap and to be enabled.");
  }

  private record Expiring(MadeKey key, Wrapping wrapped, Instant at) {}

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    Expiring expiring = usedInTime(trial);
    trial.visit().await(expiring.at());
    String wrap = expiring.key().action("wrap");
    for (String body : List.of("", "{\"plaintext\":\"" + expiring.wrapped().plaintext() + "\"}")) {
      findings.mustBeRefused(
          "To wrap with the expired key",
          trial.call(Trial.MANAGER, Call.post(wrap, body)),
          409,
          "KEY_ACTION_INVALID_STATE_ERR");
    }
    findings.mustBeRefused(
        "To enable the expired key",
        trial.call(Trial.MANAGER, Call.post(expiring.key().action("enable"), "")),
        409,
        "KEY_ACTION_INVALID_STATE_ERR");
    findings.mustHold(
        trial.opens(expiring.key(), expiring.wrapped()),
        "What was wrapped before the key expired does not unwrap any more");
    return findings.observation(
        "All "
            + findings.refused()
            + " actions were refused; what was wrapped before still unwraps.");
  }

  private static Expiring usedInTime(Trial trial) {
    for (Duration life : LIVES) {
      Instant at = trial.visit().now().plus(life);
      Answer made = trial.tryToCreate(Side.HOME, Map.of("expirationDate", at.toString()));
      if (made.status() == 201) {
        MadeKey key = trial.created(Side.HOME, made);
        Answer wrapped = trial.call(Trial.MANAGER, Call.post(key.action("wrap"), ""));
        if (wrapped.status() == 200) {
          return new Expiring(
              key,
              new Wrapping(
                  wrapped.json().path("plaintext").asText(),
                  wrapped.json().path("ciphertext").asText(),
                  List.of()),
              at);
        }
      }
    }
    throw new IllegalStateException("no key could be used before it expired");
  }
}
