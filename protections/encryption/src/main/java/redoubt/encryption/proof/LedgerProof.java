package redoubt.encryption.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import redoubt.core.Deadline;
import redoubt.core.Outward;
import redoubt.crypto.SecretBytes;
import redoubt.encryption.census.Census;
import redoubt.encryption.census.Expectation;
import redoubt.encryption.census.Offender;
import redoubt.encryption.census.Opening;
import redoubt.encryption.census.Report;
import redoubt.encryption.census.Sampling;
import redoubt.encryption.census.Verdict;
import redoubt.encryption.envelope.Encryption;
import redoubt.encryption.envelope.Encryption.Wrapped;
import redoubt.encryption.envelope.StorageKey;
import redoubt.encryption.etcd.LiveEtcd;
import redoubt.encryption.etcd.ObjectSource;
import redoubt.encryption.etcd.Snapshot;
import redoubt.encryption.plugin.PluginOpener;

/** Plants in an etcd of its own what the encryption ledger is there to find. */
public final class LedgerProof extends PluginAttack {
  private static final String SECRETS = "/registry/secrets/proofs/";
  private static final String GOOD = SECRETS + "good";
  private static final String CLEAR = SECRETS + "clear";
  private static final String FOREIGN = SECRETS + "foreign";
  private static final String FLIPPED = SECRETS + "flipped";
  private static final String MOVED = SECRETS + "moved";
  private static final Duration READING = Duration.ofMinutes(1);
  private static final Duration SNAPSHOT = Duration.ofMinutes(1);

  private final Optional<Path> etcd;
  private final Taking taking;

  /** How a ledger is taken. */
  @FunctionalInterface
  public interface Taking {
    /**
     * @param socket of the plugin that can open the objects
     * @param keyId the present one
     */
    Report take(ObjectSource source, Path socket, String keyId);
  }

  /**
   * @param etcd the program; empty when it is not on this machine
   */
  public LedgerProof(
      ProofGround ground, Plugins plugins, Optional<Path> etcd, InstantSource clock) {
    this(ground, plugins, etcd, (source, socket, keyId) -> take(source, socket, keyId, clock));
  }

  public LedgerProof(ProofGround ground, Plugins plugins, Optional<Path> etcd, Taking taking) {
    super(
        ground,
        plugins,
        "ledger",
        "The encryption ledger names each object that is in the clear, under a foreign key, changed"
            + " by a bit or moved to another name, in a running etcd and in its snapshot.",
        "Stored one of each, and one as it should be, in an etcd on this machine; took the ledger"
            + " of it and of its snapshot, before and after.");
    this.etcd = etcd;
    this.taking = taking;
  }

  @Override
  Optional<String> missing() {
    return etcd.isPresent()
        ? Optional.empty()
        : Optional.of("There is no etcd on this machine: put the program etcd on the PATH.");
  }

  @Override
  Observation attempt(OwnGround own) throws IOException {
    Findings findings = new Findings();
    LocalEtcd store =
        own.keep(LocalEtcd.start(etcd.orElseThrow(), own.directory().path(), SECRETS));
    own.start(own.server());
    try (Asking asking = own.ask();
        SecretBytes seed = seed()) {
      Wrapped wrapped = asking.wrap(seed);
      store.keys().write(GOOD, stored(wrapped, seed, GOOD));
      for (Report report : both(own, store, wrapped.keyId())) {
        findings.mustHold(
            report.verdict() == Verdict.PROTECTED && opened(report) == 1,
            "The ledger does not call one good object protected in " + report.source().kind());
      }
      plant(store, wrapped, seed);
      for (Report report : both(own, store, wrapped.keyId())) {
        judge(findings, report);
      }
      return findings.observation(
          "All four were named, in etcd and in its snapshot, and the good one was not; before, the"
              + " answer was protected.");
    }
  }

  private static void plant(LocalEtcd store, Wrapped wrapped, SecretBytes seed) {
    store.keys().write(CLEAR, "k8s\0in the clear".getBytes(UTF_8));
    Wrapped foreign =
        new Wrapped(
            wrapped.provider(), "somebody-elses", wrapped.ciphertext(), wrapped.annotations());
    store.keys().write(FOREIGN, stored(foreign, seed, FOREIGN));
    byte[] flipped = stored(wrapped, seed, FLIPPED);
    flipped[BitFlips.inCiphertext(flipped)] ^= 1;
    store.keys().write(FLIPPED, flipped);
    store.keys().write(MOVED, stored(wrapped, seed, GOOD));
  }

  private static byte[] stored(Wrapped wrapped, SecretBytes seed, String etcdKey) {
    return Encryption.kmsV2(
        wrapped, seed, etcdKey.getBytes(UTF_8), "k8s\0the secret of a proof".getBytes(UTF_8));
  }

  private List<Report> both(OwnGround own, LocalEtcd store, String keyId) throws IOException {
    Path file = own.directory().resolve("snapshot.db");
    save(store, file);
    try (LiveEtcd live = LiveEtcd.at(store.address(), Outward.ANYWHERE, Deadline.in(READING));
        Snapshot snapshot = Snapshot.open(file)) {
      return List.of(
          taking.take(live, own.socket(), keyId), taking.take(snapshot, own.socket(), keyId));
    }
  }

  private static void save(LocalEtcd store, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      store
          .keys()
          .snapshot(
              piece -> {
                try {
                  out.write(piece.toArray(ValueLayout.JAVA_BYTE));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              },
              SNAPSHOT);
    }
  }

  /** As {@code redoubt encryption ledger} takes it. */
  private static Report take(ObjectSource source, Path socket, String keyId, InstantSource clock) {
    try (PluginOpener opener = new PluginOpener(socket)) {
      return Census.of(
              new Expectation(Expectation.SECRETS, Optional.of(keyId), new TreeSet<>()),
              StorageKey.anyPrefix(),
              clock)
          .proving(opener, Sampling.ALL)
          .take(source);
    }
  }

  private static long opened(Report report) {
    return report.opening().map(Opening::opened).orElse(0L);
  }

  private static void judge(Findings findings, Report report) {
    Set<String> named =
        report.offenders().listed().stream().map(Offender::key).collect(Collectors.toSet());
    Set<String> unopened =
        report.opening().stream()
            .flatMap(opening -> opening.failed().listed().stream())
            .map(Opening.Failed::key)
            .collect(Collectors.toSet());
    String where = " in " + report.source().kind() + " was not named";
    findings.mustHold(named.contains(CLEAR), "What is in the clear" + where);
    findings.mustHold(named.contains(FOREIGN), "What is under a foreign key" + where);
    findings.mustHold(unopened.contains(FLIPPED), "What was changed by a bit" + where);
    findings.mustHold(unopened.contains(MOVED), "What was moved to another name" + where);
    findings.mustHold(
        !named.contains(GOOD) && !unopened.contains(GOOD),
        "The good object in " + report.source().kind() + " was named, too");
    findings.mustHold(
        report.verdict() == Verdict.UNPROTECTED,
        "The answer for " + report.source().kind() + " was " + report.verdict().text());
  }
}
