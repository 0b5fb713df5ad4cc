package redoubt.encryption.proof;

import redoubt.crypto.SecretBytes;
import redoubt.encryption.envelope.Encryption.Wrapped;
import redoubt.encryption.proof.Plugins.Running;

/** Kills a plugin and starts it again. */
public final class PluginDownProof extends PluginAttack {
  public PluginDownProof(ProofGround ground, Plugins plugins) {
    super(
        ground,
        plugins,
        "plugin-down",
        "A plugin that was killed comes back at the same socket with the same key_id and opens what"
            + " it had encrypted; until then nothing answers there.",
        "Had a plugin encrypt, killed it, asked for Status, started it again beside its dead"
            + " socket, and had it decrypt.");
  }

  @Override
  Observation attempt(OwnGround own) {
    Findings findings = new Findings();
    Running first = own.start(own.server());
    try (SecretBytes seed = seed()) {
      Wrapped wrapped;
      try (Asking asking = own.ask()) {
        wrapped = asking.wrap(seed);
        first.kill();
        findings.mustHold(asking.statusFails(), "Somebody answers at the socket of a dead plugin");
        findings.mustHold(!asking.wraps(seed), "Somebody encrypts at the socket of a dead plugin");
      }
      own.start(own.server(), own.socket());
      findings.mustHold(own.isReady(), "The plugin did not come back beside its dead socket");
      try (Asking again = own.ask()) {
        findings.mustHold(
            again.keyId().filter(wrapped.keyId()::equals).isPresent(),
            "The plugin came back with another key_id");
        findings.mustHold(
            again.opens(wrapped, seed), "What was encrypted before the kill does not open");
        findings.mustHold(again.wraps(seed), "The plugin that came back does not encrypt");
      }
      return findings.observation(
          "Nothing answered while it was dead; it came back with the same key_id and opened what"
              + " it had encrypted.");
    }
  }
}
