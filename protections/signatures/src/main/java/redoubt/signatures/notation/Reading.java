package redoubt.signatures.notation;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.PublicKeys;
import redoubt.signatures.Signer;
import redoubt.signatures.x509.Authorities;
import redoubt.signatures.x509.Chain;
import redoubt.signatures.x509.Timestamp;

/**
 * One envelope on its way to a fact. The parts of its tree have the names that trust policies give
 * to what they enforce.
 */
final class Reading {
  static final String INTEGRITY = "integrity";
  static final String AUTHENTICITY = "authenticity";
  static final String TIME = "authenticTimestamp";
  static final String REVOCATION = "revocation";

  private static final int LONGEST_AGENT = 200;

  private final Descriptor subject;
  private final TrustStores stores;
  private final Instant now;
  private final Check.All integrity = new Check.All(INTEGRITY);
  private final Map<String, String> claims = new LinkedHashMap<>();
  private Check authenticity = Check.notChecked(AUTHENTICITY, "Nothing was looked at.");
  private Check time = Check.notChecked(TIME, "Nothing was looked at.");
  private Check revocation = Check.notChecked(REVOCATION, "Nothing was looked at.");
  private Optional<Instant> goodFrom = Optional.empty();
  private Optional<Instant> goodUntil = Optional.empty();
  private Signer signer = new Signer.Unknown();

  Reading(Descriptor subject, TrustStores stores, Instant now) {
    this.subject = subject;
    this.stores = stores;
    this.now = now;
  }

  Check.All integrity() {
    return integrity;
  }

  void look(Envelope envelope) {
    Notation.headers(envelope.headers(), integrity);
    Optional<Chain> chain = Chain.read(envelope.body().certificates());
    if (!integrity.add(
        Check.of(
            "certificates.form",
            chain.isPresent(),
            "There are certificates.",
            "There are no certificates, more than ten, or one cannot be read."))) {
      return;
    }
    Chain certificates = chain.orElseThrow();
    integrity.add(certificates.codeSigning());
    Notation.signature(envelope, certificates.leaf().getPublicKey(), integrity);
    Optional<JsonNode> target = Notation.target(envelope.body().content(), subject, integrity);
    if (!integrity.allPassed()) {
      return;
    }
    target.map(Notation::annotations).ifPresent(claims::putAll);
    claim(envelope, certificates);
    authenticate(envelope, certificates);
    when(envelope, certificates);
    revocation =
        certificates.saysWhereToAsk()
            ? Check.notChecked(
                REVOCATION, "Nobody was asked whether a certificate of it was revoked.")
            : Check.passed(REVOCATION, "Its certificates name nobody who would revoke them.");
    if (!revocation.isPassed()) {
      claims.put(Notation.REVOCATION, Notation.NOT_ASKED);
    }
  }

  private void claim(Envelope envelope, Chain certificates) {
    Envelope.Headers headers = envelope.headers();
    claims.put(Notation.SCHEME, headers.scheme());
    claims.put(
        Notation.SIGNED_AT,
        headers.authenticTime().or(headers::signingTime).orElseThrow().toString());
    headers.expiry().ifPresent(at -> claims.put(Notation.EXPIRES, at.toString()));
    claims.put(Notation.CERTIFICATES_FROM, certificates.from().toString());
    claims.put(Notation.CERTIFICATES_UNTIL, certificates.until().toString());
    envelope
        .body()
        .agent()
        .filter(agent -> agent.length() <= LONGEST_AGENT)
        .ifPresent(agent -> claims.put("signing-agent", agent));
  }

  private void authenticate(Envelope envelope, Chain certificates) {
    boolean authority = envelope.headers().scheme().equals(Notation.SIGNING_AUTHORITY);
    TrustStores.Kind kind = authority ? TrustStores.Kind.SIGNING_AUTHORITY : TrustStores.Kind.CA;
    List<String> anchors = certificates.trustedBy(stores.all(kind));
    authenticity =
        Check.of(
            AUTHENTICITY,
            !anchors.isEmpty(),
            "Its certificates lead to an authority that is known for such signatures.",
            "Its certificates ("
                + Signer.cut(certificates.subject())
                + ") lead to no authority that is known for such signatures: their last is sha256:"
                + certificates.fingerprints().getLast()
                + ".");
    if (!anchors.isEmpty()) {
      claims.put(Notation.ANCHORS, String.join(",", anchors));
      signer =
          new Signer.Certificate(
              certificates.fingerprints().getFirst(),
              anchors,
              certificates.subject(),
              PublicKeys.fingerprint(certificates.leaf().getPublicKey()));
    }
  }

  private void when(Envelope envelope, Chain certificates) {
    boolean anyTime;
    Optional<Instant> authentic = envelope.headers().authenticTime();
    if (authentic.isPresent()) {
      anyTime = true;
      time =
          Check.of(
              TIME,
              certificates.isValid(authentic.get(), authentic.get()),
              "Its certificates were valid when its authority says that it was made.",
              "Its certificates were not valid when its authority says that it was made.");
    } else {
      Check stamp = stamp(envelope, certificates);
      anyTime = stamp.isPassed();
      Check begun =
          Check.of(
              "certificates.from",
              !now.isBefore(certificates.from()),
              "The time of its certificates has come.",
              "The time of one of its certificates has not come.");
      time =
          new Check(
              TIME,
              Check.Outcome.PASSED,
              anyTime
                  ? "A timestamp says that it was made while its certificates were valid."
                  : "It is good while its certificates are valid.",
              List.of(stamp, begun));
      if (!anyTime && !begun.isPassed()) {
        goodFrom = Optional.of(certificates.from());
      }
    }
    goodUntil =
        Stream.concat(
                envelope.headers().expiry().stream(),
                anyTime ? Stream.empty() : Stream.of(certificates.until()))
            .min(Instant::compareTo);
  }

  private Check stamp(Envelope envelope, Chain certificates) {
    Authorities trusted = stores.all(TrustStores.Kind.TSA);
    Optional<byte[]> countersignature = envelope.body().countersignature();
    if (countersignature.isEmpty()) {
      return Check.notChecked("timestamp", "It has no timestamp.");
    }
    if (trusted.isEmpty()) {
      return Check.notChecked("timestamp", "No authority for timestamps is known.");
    }
    Optional<Timestamp> stamp =
        Timestamp.verify(countersignature.get(), envelope.body().signature(), trusted);
    if (stamp.isEmpty()) {
      return Check.failed("timestamp", "Its timestamp is none of it by a known authority.");
    }
    claims.put(Notation.TIMESTAMP, stamp.get().until().toString());
    boolean within = certificates.isValid(stamp.get().from(), stamp.get().until());
    if (within) {
      claims.put(Notation.TIMESTAMP_AUTHORITY, stamp.get().authority());
    }
    return Check.of(
        "timestamp",
        within,
        "A known authority saw it while its certificates were valid.",
        "A known authority saw it when its certificates were not valid.");
  }

  Fact fact(Digest evidence) {
    Check whole = integrity.end();
    List<Check> needed = List.of(whole, authenticity, time);
    Optional<Check> bad = needed.stream().filter(part -> !part.isPassed()).findFirst();
    Check check =
        new Check(
            "notation",
            bad.isEmpty() ? Check.Outcome.PASSED : Check.Outcome.FAILED,
            bad.map(Check::said).orElse("All of it holds."),
            List.of(whole, authenticity, time, revocation));
    return Notation.fact(
        subject,
        evidence,
        bad.isEmpty() ? signer : new Signer.Unknown(),
        goodFrom,
        goodUntil,
        claims,
        check);
  }
}
