package redoubt.encryption.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import redoubt.crypto.SecretBytes;
import redoubt.encryption.census.Census;
import redoubt.encryption.census.Expectation;
import redoubt.encryption.census.Report;
import redoubt.encryption.census.Sampling;
import redoubt.encryption.census.Standing;
import redoubt.encryption.envelope.Encryption;
import redoubt.encryption.envelope.Encryption.Wrapped;
import redoubt.encryption.envelope.StorageKey;
import redoubt.encryption.plugin.PluginOpener;

/** Rotates a root key under what a plugin has encrypted. */
public final class OldCiphertextProof extends PluginAttack {
  private static final Duration ALLOWED = Duration.ofSeconds(10);
  private static final String OLD = "/registry/secrets/proofs/old";
  private static final String NEW = "/registry/secrets/proofs/new";

  private final InstantSource clock;

  public OldCiphertextProof(ProofGround ground, Plugins plugins, InstantSource clock) {
    super(
        ground,
        plugins,
        "old-ciphertext",
        "Within 10 seconds of a rotation plugins write under a new key_id; what was written before"
            + " still opens, and the ledger calls it stale.",
        "Had a plugin encrypt, rotated its root key, had it encrypt again, asked it to decrypt"
            + " both, and took the ledger of both objects.");
    this.clock = clock;
  }

  @Override
  Observation attempt(OwnGround own) {
    Findings findings = new Findings();
    own.start(own.server());
    try (Asking asking = own.ask();
        SecretBytes seed = seed()) {
      Wrapped before = asking.wrap(seed);
      own.cluster().act("rotate");
      long rotated = System.nanoTime();
      Set<String> seen = new ConcurrentSkipListSet<>();
      boolean changed =
          Patience.until(
              ALLOWED,
              () -> {
                asking.keyId().ifPresent(seen::add);
                return seen.stream().anyMatch(keyId -> !keyId.equals(before.keyId()));
              });
      long took = (System.nanoTime() - rotated) / 1_000_000;
      findings.mustHold(changed, "The key_id was the same 10 seconds after the rotation");
      Wrapped after = asking.wrap(seed);
      findings.mustHold(
          !after.keyId().equals(before.keyId()), "What was written after it has the old key_id");
      findings.mustHold(
          asking.keyId().equals(Optional.of(after.keyId())),
          "Status and Encrypt name different keys");
      findings.mustHold(asking.opens(before, seed), "What was written before does not open");
      findings.mustHold(asking.opens(after, seed), "What was written after it does not open");
      List<String> keyIds = own.cluster().keyIds();
      findings.mustHold(
          keyIds.equals(List.of(after.keyId(), before.keyId())),
          "The server does not know these two key_ids as the present and the former one");
      if (findings.hold()) {
        judge(findings, ledger(own, before, after, seed));
      }
      return findings.observation(
          "A new key_id after "
              + took
              + " ms; both opened, and the ledger called the old one stale and the new one"
              + " current.");
    }
  }

  private Report ledger(OwnGround own, Wrapped before, Wrapped after, SecretBytes seed) {
    Map<String, byte[]> objects = new LinkedHashMap<>();
    objects.put(NEW, stored(after, seed, NEW));
    objects.put(OLD, stored(before, seed, OLD));
    Expectation expectation =
        new Expectation(
            Expectation.SECRETS, Optional.of(after.keyId()), new TreeSet<>(Set.of(before.keyId())));
    try (PluginOpener opener = new PluginOpener(own.socket())) {
      return Census.of(expectation, StorageKey.anyPrefix(), clock)
          .proving(opener, Sampling.ALL)
          .take(new ObjectsAtHand(objects));
    }
  }

  private static byte[] stored(Wrapped wrapped, SecretBytes seed, String etcdKey) {
    return Encryption.kmsV2(wrapped, seed, etcdKey.getBytes(UTF_8), "a proof's".getBytes(UTF_8));
  }

  private static void judge(Findings findings, Report report) {
    findings.mustHold(standing(report, Standing.STALE) == 1, "The old object is not called stale");
    findings.mustHold(
        standing(report, Standing.CURRENT) == 1, "The new object is not called current");
    findings.mustHold(
        report.opening().filter(opening -> opening.opened() == 2).isPresent(),
        "The ledger could not open both objects");
  }

  private static long standing(Report report, Standing standing) {
    return report.groups().entrySet().stream()
        .filter(group -> group.getKey().standing() == standing)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
