package redoubt.signatures.gpg;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.bcpg.PublicKeyAlgorithmTags;
import org.bouncycastle.bcpg.SignatureSubpacket;
import org.bouncycastle.bcpg.SignatureSubpacketTags;
import org.bouncycastle.bcpg.sig.KeyFlags;
import org.bouncycastle.openpgp.PGPException;
import org.bouncycastle.openpgp.PGPPublicKey;
import org.bouncycastle.openpgp.PGPSignature;
import org.bouncycastle.openpgp.PGPSignatureSubpacketVector;
import redoubt.signatures.Check;

/**
 * A key that may have signed, and the primary key that answers for it; the same, if it signed
 * itself. Only what the primary key has signed about them counts, and of that only what is in the
 * hashed part (RFC 9580, section 5.2.3.10). Whoever revokes a key revokes all that it signed.
 */
record PgpKey(PGPPublicKey primary, PGPPublicKey signing) {
  /** SHA-2 and SHA-3 (RFC 9580, section 9.5). */
  private static final Set<Integer> HASHES = Set.of(8, 9, 10, 12, 14);

  /** What is understood if it is marked as critical. */
  private static final Set<Integer> UNDERSTOOD =
      Set.of(
          SignatureSubpacketTags.CREATION_TIME,
          SignatureSubpacketTags.EXPIRE_TIME,
          SignatureSubpacketTags.EXPORTABLE,
          SignatureSubpacketTags.KEY_EXPIRE_TIME,
          SignatureSubpacketTags.PREFERRED_SYM_ALGS,
          SignatureSubpacketTags.ISSUER_KEY_ID,
          SignatureSubpacketTags.PREFERRED_HASH_ALGS,
          SignatureSubpacketTags.PREFERRED_COMP_ALGS,
          SignatureSubpacketTags.PRIMARY_USER_ID,
          SignatureSubpacketTags.KEY_FLAGS,
          SignatureSubpacketTags.REVOCATION_REASON,
          SignatureSubpacketTags.FEATURES,
          SignatureSubpacketTags.EMBEDDED_SIGNATURE,
          SignatureSubpacketTags.ISSUER_FINGERPRINT);

  private static final int LEAST_RSA_BITS = 2048;
  private static final int MOST_RSA_BITS = 8192;

  /** A key with more than these about itself is nobody's whom one can trust. */
  private static final int MOST_SIGNATURES = 200;

  boolean isPrimary() {
    return primary.getKeyID() == signing.getKeyID();
  }

  /** Whether it may have signed at that moment. */
  Check usable(Instant at) {
    Check.All checks = new Check.All("key");
    checks.add(
        Check.of(
            "key.strength",
            isStrong(primary) && isStrong(signing),
            "The key is of a kind and size that can be trusted.",
            "The key is of a kind or size that cannot be trusted."));
    Optional<PGPSignature> own = ownWord();
    if (!checks.add(
        Check.of(
            "key.self-signature",
            own.isPresent(),
            "The key answers for itself.",
            "The key has no signature of its own with a hash that can be trusted."))) {
      return checks.end();
    }
    checks.add(Check.of("key.revocation", !isRevoked(), "It is not revoked.", "It is revoked."));
    Optional<PGPSignature> word = isPrimary() ? own : binding();
    checks.add(
        Check.of(
            "key.binding",
            word.isPresent(),
            "The primary key answers for it, and it for the primary key.",
            "The primary key does not answer for it, or it not for the primary key."));
    word.ifPresent(signature ->
        checks.add(
            Check.of(
                "key.purpose",
                maySign(signature),
                "It is for signatures.",
                "It is not for signatures.")));
    checks.add(
        Check.of(
            "key.time",
            !at.isBefore(signing.getCreationTime().toInstant())
                && goodUntil().map(at::isBefore).orElse(true),
            "It was good when the signature was made.",
            "It was not yet made, or had expired, when the signature was made."));
    return checks.end();
  }

  /** When the first of the two keys expires, or what answers for it (RFC 9580, 5.2.3.18). */
  Optional<Instant> goodUntil() {
    Optional<PGPSignature> own = ownWord();
    Optional<PGPSignature> bound = isPrimary() ? Optional.empty() : binding();
    return Stream.of(
            own.flatMap(word -> expiry(primary, word)),
            own.flatMap(PgpKey::ownExpiry),
            direct().flatMap(word -> expiry(primary, word)),
            bound.flatMap(word -> expiry(signing, word)),
            bound.flatMap(PgpKey::ownExpiry))
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  private static Optional<Instant> expiry(PGPPublicKey key, PGPSignature word) {
    return after(key.getCreationTime(), word.getHashedSubPackets().getKeyExpirationTime());
  }

  private static Optional<Instant> ownExpiry(PGPSignature word) {
    return after(word.getCreationTime(), word.getHashedSubPackets().getSignatureExpirationTime());
  }

  private static Optional<Instant> after(Date start, long seconds) {
    return seconds == 0 ? Optional.empty() : Optional.of(start.toInstant().plusSeconds(seconds));
  }

  private boolean maySign(PGPSignature word) {
    PGPSignatureSubpacketVector said = word.getHashedSubPackets();
    return said.hasSubpacket(SignatureSubpacketTags.KEY_FLAGS)
        ? (said.getKeyFlags() & KeyFlags.SIGN_DATA) != 0
        : isPrimary();
  }

  private static boolean isStrong(PGPPublicKey key) {
    return key.getVersion() == 4
        && switch (key.getAlgorithm()) {
          case PublicKeyAlgorithmTags.RSA_GENERAL ->
              key.getBitStrength() >= LEAST_RSA_BITS && key.getBitStrength() <= MOST_RSA_BITS;
          case PublicKeyAlgorithmTags.ECDSA,
              PublicKeyAlgorithmTags.EDDSA_LEGACY,
              PublicKeyAlgorithmTags.Ed25519 ->
              true;
          default -> false;
        };
  }

  /** The newest of what the primary key says about itself and a name of its. */
  private Optional<PGPSignature> ownWord() {
    List<PGPSignature> words = new ArrayList<>();
    Iterator<byte[]> names = primary.getRawUserIDs();
    while (names.hasNext()) {
      byte[] name = names.next();
      List<PGPSignature> about = own(primary.getSignaturesForID(name));
      Optional<PGPSignature> good =
          newest(about, PGPSignature::isCertification, word -> isAbout(word, name));
      boolean revoked =
          newest(
                  about,
                  type -> type == PGPSignature.CERTIFICATION_REVOCATION,
                  word -> isAbout(word, name))
              .isPresent();
      if (!revoked) {
        good.ifPresent(words::add);
      }
    }
    return words.stream().max(Comparator.comparing(PGPSignature::getCreationTime)).or(this::direct);
  }

  private Optional<PGPSignature> direct() {
    return newest(
        own(primary.getKeySignatures()),
        type -> type == PGPSignature.DIRECT_KEY,
        word -> word.verifyCertification(primary));
  }

  private boolean isRevoked() {
    return newest(
                own(primary.getKeySignatures()),
                type -> type == PGPSignature.KEY_REVOCATION,
                word -> word.verifyCertification(primary))
            .isPresent()
        || (!isPrimary()
            && newest(
                    own(signing.getSignatures()),
                    type -> type == PGPSignature.SUBKEY_REVOCATION,
                    word -> word.verifyCertification(primary, signing))
                .isPresent());
  }

  /** The newest word by which the primary key takes the subkey on; the subkey agreed in it. */
  private Optional<PGPSignature> binding() {
    return newest(
            own(signing.getSignatures()),
            type -> type == PGPSignature.SUBKEY_BINDING,
            word -> word.verifyCertification(primary, signing))
        .filter(this::hasBackSignature);
  }

  @SuppressWarnings("CatchingUnchecked") // Nobody promises what a reader throws at rubbish.
  private boolean hasBackSignature(PGPSignature binding) {
    for (PGPSignatureSubpacketVector part :
        List.of(binding.getHashedSubPackets(), binding.getUnhashedSubPackets())) {
      try {
        for (PGPSignature back : part.getEmbeddedSignatures()) {
          if (back.getSignatureType() == PGPSignature.PRIMARYKEY_BINDING && isFit(back)) {
            back.init(PgpKeys.VERIFIERS, signing);
            if (back.verifyCertification(primary, signing)) {
              return true;
            }
          }
        }
      } catch (PGPException | RuntimeException e) {
        // What cannot be a signature of this key is none.
      }
    }
    return false;
  }

  private boolean isAbout(PGPSignature word, byte[] name) throws PGPException {
    return word.verifyCertification(name, primary);
  }

  /** Those that say that the primary key made them. */
  private List<PGPSignature> own(Iterator<PGPSignature> all) {
    List<PGPSignature> own = new ArrayList<>();
    while (all.hasNext() && own.size() < MOST_SIGNATURES) {
      PGPSignature one = all.next();
      if (one.getKeyID() == primary.getKeyID()) {
        own.add(one);
      }
    }
    return own;
  }

  /** How one kind of word is checked once it knows whose it should be. */
  private interface Verification {
    boolean holds(PGPSignature word) throws PGPException;
  }

  private Optional<PGPSignature> newest(
      List<PGPSignature> words, java.util.function.IntPredicate type, Verification verification) {
    return words.stream()
        .filter(word -> type.test(word.getSignatureType()))
        .sorted(Comparator.comparing(PGPSignature::getCreationTime).reversed())
        .filter(word -> holds(word, verification))
        .findFirst();
  }

  @SuppressWarnings("CatchingUnchecked") // As above.
  private boolean holds(PGPSignature word, Verification verification) {
    try {
      // A weak hash may not speak for a key; that it speaks against it does no harm.
      if (!PGPSignature.isRevocation(word.getSignatureType()) && !isFit(word)) {
        return false;
      }
      // One who checks leaves a state in it, and others may have the same key.
      synchronized (word) {
        word.init(PgpKeys.VERIFIERS, primary);
        return verification.holds(word);
      }
    } catch (PGPException | RuntimeException e) {
      return false;
    }
  }

  /** A signature of version 4 with a good hash, and with nothing critical that is not known. */
  static boolean isFit(PGPSignature signature) {
    if (signature.getVersion() != 4 || !HASHES.contains(signature.getHashAlgorithm())) {
      return false;
    }
    for (SignatureSubpacket part : signature.getHashedSubPackets().toArray()) {
      if (part.isCritical() && !UNDERSTOOD.contains(part.getType())) {
        return false;
      }
    }
    return true;
  }
}
