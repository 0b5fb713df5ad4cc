package redoubt.encryption.proof;

import java.time.Duration;
import redoubt.crypto.SecretBytes;
import redoubt.encryption.envelope.Encryption.Wrapped;

/** Disables a root key and looks when its plugin stops. */
public final class DisabledKeyProof extends PluginAttack {
  private static final Duration ALLOWED = Duration.ofSeconds(5);
  private static final Duration STAYS = Duration.ofSeconds(1);

  public DisabledKeyProof(ProofGround ground, Plugins plugins) {
    super(
        ground,
        plugins,
        "disabled-key",
        "Within 5 seconds of a root key being disabled its plugins answer nothing any more, Status"
            + " included.",
        "Disabled the root key of a plugin at work, and went on asking it for Status, Encrypt and"
            + " Decrypt.");
  }

  @Override
  Observation attempt(OwnGround own) {
    Findings findings = new Findings();
    own.start(own.server());
    try (Asking asking = own.ask();
        SecretBytes seed = seed()) {
      Wrapped wrapped = asking.wrap(seed);
      findings.mustHold(asking.opens(wrapped, seed), "The plugin did not work before either");

      own.cluster().act("disable");
      long disabled = System.nanoTime();
      boolean told = Patience.until(ALLOWED, asking::refuses);
      long took = (System.nanoTime() - disabled) / 1_000_000;
      findings.mustHold(
          told && took <= ALLOWED.toMillis(),
          "Status was not refused 5 seconds after the key was disabled");
      findings.mustHold(!asking.wraps(seed), "The plugin encrypted under a disabled key");
      findings.mustHold(!asking.opens(wrapped, seed), "The plugin decrypted under a disabled key");
      findings.mustHold(
          Patience.throughout(STAYS, asking::refuses), "Status was not refused for long");
      return findings.observation(
          "Status was refused after " + took + " ms, Encrypt and Decrypt with it.");
    }
  }
}
