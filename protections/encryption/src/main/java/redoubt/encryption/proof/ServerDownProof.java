package redoubt.encryption.proof;

import java.time.Duration;
import redoubt.crypto.SecretBytes;
import redoubt.encryption.envelope.Encryption.Wrapped;
import redoubt.encryption.proof.Plugins.Running;

/** Cuts a plugin off from the server. */
public final class ServerDownProof extends PluginAttack {
  private static final Duration AWAY = Duration.ofSeconds(3);
  private static final Duration SOCKET = Duration.ofSeconds(60);

  public ServerDownProof(ProofGround ground, Plugins plugins) {
    super(
        ground,
        plugins,
        "server-down",
        "A plugin goes on from memory while the server is away; one that is started meanwhile, on a"
            + " disk without keys, has nothing to answer with.",
        "Cut a plugin's connection to the server, had it encrypt and decrypt, killed it, started it"
            + " again without the server, and mended the connection.");
  }

  @Override
  Observation attempt(OwnGround own) {
    Findings findings = new Findings();
    Relay relay = own.keep(Relay.to(own.server()));
    Running first = own.start(relay.uri());
    try (SecretBytes seed = seed()) {
      Wrapped before;
      Wrapped during;
      try (Asking asking = own.ask()) {
        before = asking.wrap(seed);
        relay.cut();
        findings.mustHold(
            Patience.throughout(AWAY, () -> goesOn(asking, before, seed)),
            "The plugin stopped when the server was away");
        if (!findings.hold()) {
          return findings.observation("");
        }
        during = asking.wrap(seed);
        findings.mustHold(asking.opens(during, seed), "What was encrypted meanwhile does not open");
        first.kill();
      }
      own.start(relay.uri(), own.socket());
      try (Asking asking = own.ask()) {
        findings.mustHold(
            Patience.until(SOCKET, () -> asking.refuses()),
            "The plugin did not refuse after a restart without the server");
        findings.mustHold(
            Patience.throughout(AWAY, asking::statusFails),
            "The plugin answered Status after a restart without the server");
        findings.mustHold(
            !asking.opens(before, seed), "The plugin decrypted after a restart without the server");
      }
      relay.mend();
      findings.mustHold(own.isReady(), "The plugin did not come back when the server did");
      try (Asking asking = own.ask()) {
        findings.mustHold(
            asking.opens(before, seed) && asking.opens(during, seed),
            "What was encrypted before does not open any more");
        findings.mustHold(
            asking.keyId().filter(before.keyId()::equals).isPresent(),
            "The plugin came back with another key_id");
      }
      return findings.observation(
          "It went on without the server for "
              + AWAY.toSeconds()
              + " seconds; restarted, it refused until the server was back, then opened"
              + " everything.");
    }
  }

  private static boolean goesOn(Asking asking, Wrapped before, SecretBytes seed) {
    return asking.keyId().isPresent() && asking.wraps(seed) && asking.opens(before, seed);
  }
}
