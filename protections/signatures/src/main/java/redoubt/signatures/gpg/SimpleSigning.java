package redoubt.signatures.gpg;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.sig.IssuerFingerprint;
import org.bouncycastle.openpgp.PGPSignature;
import org.jspecify.annotations.Nullable;
import redoubt.oci.Digest;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.Signer;
import redoubt.signatures.SmallJson;

/**
 * A signature as {@code skopeo} and {@code podman} make it with {@code --sign-by}. Which name the
 * image has to have is not looked at here: what the signature calls it is the claim {@link
 * #REFERENCE}, for an {@link IdentityRule}.
 */
public final class SimpleSigning {
  /** Name of the claim that is the image's name, as its signer calls it. */
  public static final String REFERENCE = "docker-reference";

  /** Name of the claim that is the moment of signing, by the signer's clock. */
  public static final String SIGNED_AT = "signing-time";

  private static final String TYPE = "atomic container signature";
  private static final int V4_FINGERPRINT = 20;
  private static final int LONGEST_CLAIM = 1024;

  private SimpleSigning() {}

  /**
   * @param subject digest of the image, as it was looked up
   * @param message the whole message, not armoured
   */
  public static Fact verify(Digest subject, byte[] message, PgpKeys known) {
    Check.All checks = new Check.All("openpgp");
    Map<String, String> claims = new LinkedHashMap<>();
    Signer signer = new Signer.Unknown();
    Optional<Instant> goodUntil = Optional.empty();
    try {
      SignedMessage signed = SignedMessage.read(message);
      checks.add(Check.passed("message.form", "It is one text with one signature."));
      Optional<PgpKey> key = key(signed, known, checks);
      text(signed.text(), subject, checks, claims);
      if (key.isPresent()) {
        Instant at = signed.signature().getCreationTime().toInstant();
        checks.add(key.get().usable(at));
        claims.put(SIGNED_AT, at.toString());
        Optional<Instant> end = expiry(signed.signature(), at);
        goodUntil =
            Stream.of(end, key.get().goodUntil()).flatMap(Optional::stream).min(Instant::compareTo);
        signer =
            new Signer.OpenPgp(
                PgpKeys.fingerprint(key.get().primary()), PgpKeys.fingerprint(key.get().signing()));
      }
    } catch (BadMessage e) {
      checks.add(Check.failed("message.form", e.sentence()));
    }
    return new Fact(
        subject,
        Format.OPENPGP,
        Digest.of(message),
        checks.allPassed() ? signer : new Signer.Unknown(),
        Optional.empty(),
        goodUntil,
        claims,
        checks.end());
  }

  /** The key that made the signature, of those that are known. */
  private static Optional<PgpKey> key(SignedMessage signed, PgpKeys known, Check.All checks) {
    PGPSignature signature = signed.signature();
    checks.add(
        Check.of(
            "signature.kind",
            signature.getSignatureType() == PGPSignature.BINARY_DOCUMENT && PgpKey.isFit(signature),
            "It is a signature of a text, with a hash that can be trusted.",
            "It is no signature of a text, has a weak hash, or something critical in it."));
    IssuerFingerprint issuer = signature.getHashedSubPackets().getIssuerFingerprint();
    Optional<PgpKey> key =
        known.withId(id(signature, issuer)).stream()
            .filter(one ->
                issuer == null
                    || Arrays.equals(issuer.getFingerprint(), one.signing().getFingerprint()))
            .filter(one -> signed.isSignedBy(one.signing()))
            .findFirst();
    checks.add(
        Check.of(
            "signature",
            key.isPresent(),
            "A known key made the signature.",
            "No known key made the signature; it names %016X.".formatted(id(signature, issuer))));
    return key;
  }

  /** What is signed says it before what is not (RFC 9580, 5.2.3.12 and 5.2.3.35). */
  private static long id(PGPSignature signature, @Nullable IssuerFingerprint issuer) {
    return issuer != null && issuer.getFingerprint().length == V4_FINGERPRINT
        ? ByteBuffer.wrap(issuer.getFingerprint()).getLong(V4_FINGERPRINT - Long.BYTES)
        : signature.getKeyID();
  }

  private static Optional<Instant> expiry(PGPSignature signature, Instant at) {
    long seconds = signature.getHashedSubPackets().getSignatureExpirationTime();
    return seconds == 0 ? Optional.empty() : Optional.of(at.plusSeconds(seconds));
  }

  private static void text(
      byte[] text, Digest subject, Check.All checks, Map<String, String> claims) {
    Optional<JsonNode> json = SmallJson.object(text).filter(SimpleSigning::hasItsFieldsAlone);
    if (!checks.add(
        Check.of(
            "text.form",
            json.isPresent(),
            "The text has the fields of a signature.",
            "The text is no JSON object with the fields of a signature and no others."))) {
      return;
    }
    JsonNode said = json.orElseThrow();
    checks.add(
        Check.of(
            "critical.type",
            SmallJson.text(said, "/critical/type").filter(TYPE::equals).isPresent(),
            "It says that it is a signature of an image.",
            "It does not say that it is a signature of an image."));
    checks.add(
        Check.of(
            "critical.image",
            SmallJson.text(said, "/critical/image/docker-manifest-digest")
                .filter(subject.toString()::equals)
                .isPresent(),
            "It names this image.",
            "It names another image."));
    SmallJson.text(said, "/critical/identity/docker-reference")
        .filter(reference -> reference.length() <= LONGEST_CLAIM)
        .ifPresent(reference -> claims.put(REFERENCE, reference));
    SmallJson.text(said, "/optional/creator")
        .filter(creator -> creator.length() <= LONGEST_CLAIM)
        .ifPresent(creator -> claims.put("creator", creator));
  }

  /** The optional part may say anything. */
  private static boolean hasItsFieldsAlone(JsonNode said) {
    JsonNode critical = said.path("critical");
    JsonNode creator = said.at("/optional/creator");
    JsonNode timestamp = said.at("/optional/timestamp");
    return fields(said).equals(Set.of("critical", "optional"))
        && said.path("optional").isObject()
        && (creator.isMissingNode() || creator.isTextual())
        && (timestamp.isMissingNode()
            || (timestamp.isNumber() && timestamp.asDouble() == Math.rint(timestamp.asDouble())))
        && fields(critical).equals(Set.of("type", "image", "identity"))
        && List.of("/image/docker-manifest-digest", "/identity/docker-reference").stream()
            .allMatch(path -> critical.at(path).isTextual())
        && critical.path("image").size() == 1
        && critical.path("identity").size() == 1;
  }

  private static Set<String> fields(JsonNode object) {
    Set<String> names = new LinkedHashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
