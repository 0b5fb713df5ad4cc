package redoubt.signatures.sigstore;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import redoubt.ledger.merkle.InclusionCheck;
import redoubt.ledger.merkle.TreeHash;
import redoubt.signatures.Check;
import redoubt.signatures.PublicKeys;

/** Whether a log holds an entry, and since when. */
final class EntryCheck {
  /**
   * @param time when the log took it in, if the log signed that
   * @param log that it was looked for in
   */
  record Outcome(Check check, Optional<Instant> time, Optional<Log> log) {}

  private final LogEntry entry;
  private final Remembered memory;
  private final Check.All checks = new Check.All("log-entry");

  private EntryCheck(LogEntry entry, Remembered memory) {
    this.entry = entry;
    this.memory = memory;
  }

  static Outcome check(
      LogEntry entry, Signed signed, X509Certificate leaf, List<Log> logs, Remembered memory) {
    return new EntryCheck(entry, memory).check(signed, leaf, logs);
  }

  private Outcome check(Signed signed, X509Certificate leaf, List<Log> logs) {
    Optional<Log> log = logs.stream().filter(one -> one.isNamed(entry.log())).findFirst();
    if (!checks.add(
        Check.of(
            "log-entry.log",
            log.isPresent(),
            "The log is one of the trusted root.",
            "The log is none of the trusted root."))) {
      return new Outcome(checks.end(), Optional.empty(), Optional.empty());
    }
    Optional<EntryBody> body = EntryBody.read(entry.body());
    checks.add(
        Check.of(
            "log-entry.body",
            body.filter(some -> some.isOf(signed, leaf)).isPresent(),
            "The entry names this content, this signature and this certificate.",
            "The entry is one of another content, signature or certificate."));
    boolean second = body.filter(EntryBody::isOfSecondGeneration).isPresent();
    Optional<Instant> time = second ? Optional.empty() : promised(log.get());
    if (second || entry.proof().isPresent() || entry.promise().isEmpty()) {
      included(log.get(), second);
    }
    return new Outcome(checks.end(), checks.allPassed() ? time : Optional.empty(), log);
  }

  /** The promise is over JSON in canonical form (RFC 8785), whose fields need no escapes here. */
  private Optional<Instant> promised(Log log) {
    if (entry.promise().isEmpty()) {
      return Optional.empty();
    }
    byte[] promise = entry.promise().get();
    byte[] said =
        ("{\"body\":\""
                + Base64.getEncoder().encodeToString(entry.body())
                + "\",\"integratedTime\":"
                + entry.seconds()
                + ",\"logID\":\""
                + HexFormat.of().formatHex(entry.log())
                + "\",\"logIndex\":"
                + entry.index()
                + "}")
            .getBytes(StandardCharsets.UTF_8);
    boolean good =
        memory.holds(
            "promise",
            () -> PublicKeys.verifies(log.key(), said, promise),
            said,
            promise,
            log.key().getEncoded());
    Instant at = Instant.ofEpochSecond(entry.seconds());
    checks.add(
        Check.of(
            "log-entry.promise",
            good && log.validity().contains(at),
            "The log promised to hold the entry, at " + at + ".",
            good
                ? "The log was not trusted when it promised to hold the entry."
                : "The log did not promise to hold this entry."));
    return Optional.of(at);
  }

  private void included(Log log, boolean second) {
    Optional<Checkpoint> checkpoint = entry.proof().flatMap(proof -> Checkpoint.read(proof.note()));
    if (!checks.add(
        Check.of(
            "log-entry.proof",
            checkpoint.isPresent(),
            "There is a proof that the entry is in the log.",
            "There is no proof that the entry is in the log."))) {
      return;
    }
    LogEntry.Proof proof = entry.proof().orElseThrow();
    Checkpoint head = checkpoint.orElseThrow();
    boolean named =
        second
            ? head.origin().equals(log.host()) && proof.index() == entry.index()
            : head.isOfFirstGeneration();
    checks.add(
        Check.of(
            "log-entry.checkpoint",
            named && head.isBy(log, memory),
            "The log signed the tree's root.",
            "The tree's root is not signed by the log under its name."));
    checks.add(
        Check.of(
            "log-entry.inclusion",
            proof.size() == head.size()
                && proof.root().equals(head.root())
                && InclusionCheck.leads(
                    TreeHash.leaf(entry.body()),
                    proof.index(),
                    head.size(),
                    proof.hashes(),
                    head.root()),
            "The entry is in the tree.",
            "The entry is not in the tree with that root and size."));
  }
}
