package redoubt.signatures.proof;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.signatures.proof.CertificateSigner.Validity;
import redoubt.signatures.proof.Trial.Pushed;

/**
 * Images of a visit, and who signs them well and badly, for proofs of others that stand on content
 * trust. What is signed was looked at by the server when a call returns. Closing it ends the visit.
 */
public final class Workshop implements AutoCloseable {
  private static final Duration DAY = Duration.ofDays(1);

  /** Who signs with a key. */
  public static final String SIGNER = "release";

  /** Who signs with certificates. */
  public static final String AUTHORITY = "authority";

  /** What keeps a signature in due form from counting. */
  public enum Untimely {
    /** The certificate of the signer ended yesterday. */
    CERTIFICATE_ENDED,
    /** It begins tomorrow. */
    CERTIFICATE_TO_COME,
    /** The signature says that it ended an hour ago. */
    SIGNATURE_ENDED
  }

  private final Trial trial;
  private final KeySigner signer = new KeySigner();
  private final CertificateSigner authority;
  private final Map<Digest, Pushed> pushed = new HashMap<>();

  public Workshop(ProvingGround ground) {
    this.trial = new Trial(ground);
    try {
      this.authority = new CertificateSigner(trial.now());
      trial.admit(SIGNER, "key", signer.publicKey());
      trial.admit(AUTHORITY, "certificate", authority.authority());
    } catch (RuntimeException e) {
      trial.close();
      throw e;
    }
  }

  public RepositoryName repository() {
    return trial.repository();
  }

  /** Pushes an image that nobody has signed. */
  public Digest image() {
    return kept(trial.image());
  }

  /** Pushes an index of images. */
  public Digest index(List<Digest> images) {
    return kept(trial.index(images.stream().map(pushed::get).toList()));
  }

  /** Pushes what has the form of an image, and a layer that is none. */
  public Digest artifact() {
    return kept(trial.artifact());
  }

  /** Pushes an image whose layer lies at another address. */
  public Digest layeredElsewhere() {
    return kept(trial.layeredElsewhere());
  }

  /**
   * Pushes an image in the form that was before digests named images (Docker's schema 1).
   *
   * @return whether the registry took it
   */
  public boolean tryOldForm(String tag) {
    return trial.tryOldForm(tag);
  }

  private Digest kept(Pushed one) {
    pushed.put(one.digest(), one);
    return one.digest();
  }

  private Pushed the(Digest image) {
    return Optional.ofNullable(pushed.get(image)).orElseThrow();
  }

  /** Has a tag name an image, whatever it named before. */
  public void tag(Digest image, String tag) {
    trial.tag(the(image), tag);
  }

  /** Signs an image well. */
  public void sign(Digest image) {
    trial.attach(signer.byTag(the(image)));
    lookedAt(image, 1);
  }

  /** Attests something of an image, which signs it not. */
  public void attest(Digest image) {
    trial.attach(signer.bundle(the(image), the(image), KeySigner.ATTESTS));
    lookedAt(image, 1);
  }

  /** Puts good signatures of one image where those of another belong. */
  public void transplant(Digest from, Digest to) {
    Instant now = trial.now();
    Validity valid = new Validity(now.minus(DAY), now.plus(DAY));
    trial.attach(signer.byTag(the(from), the(to)));
    trial.attach(signer.aboutSubject(the(from), the(to)));
    trial.attach(signer.bundle(the(from), the(to), KeySigner.SIGNS));
    trial.attach(authority.sign(the(from), the(to), valid, now.minusSeconds(60), Optional.empty()));
    trial.attach(authority.inCose(the(from), the(to), valid, now.minusSeconds(60)));
    lookedAt(to, 5);
  }

  /** Signs an image well with a certificate. */
  public void certify(Digest image) {
    Instant now = trial.now();
    Validity valid = new Validity(now.minus(DAY), now.plus(DAY));
    certify(image, valid, now.minusSeconds(60), Optional.of(now.plus(DAY)));
  }

  /** Signs an image at the wrong time. */
  public void sign(Digest image, Untimely how) {
    Instant now = trial.now();
    switch (how) {
      case CERTIFICATE_ENDED ->
          certify(
              image,
              new Validity(now.minus(DAY.multipliedBy(3)), now.minus(DAY)),
              now.minus(DAY.multipliedBy(2)),
              Optional.empty());
      case CERTIFICATE_TO_COME ->
          certify(
              image,
              new Validity(now.plus(DAY), now.plus(DAY.multipliedBy(2))),
              now.minusSeconds(60),
              Optional.empty());
      case SIGNATURE_ENDED ->
          certify(
              image,
              new Validity(now.minus(DAY), now.plus(DAY)),
              now.minus(Duration.ofHours(2)),
              Optional.of(now.minus(Duration.ofHours(1))));
    }
  }

  private void certify(Digest image, Validity leaf, Instant at, Optional<Instant> expiry) {
    trial.attach(authority.sign(the(image), the(image), leaf, at, expiry));
    lookedAt(image, 1);
  }

  private void lookedAt(Digest image, int signatures) {
    Trial.Judged _ = trial.verdict(the(image), signatures);
  }

  /** From this moment nothing counts that {@link #sign(Digest)} has signed. */
  public void revoke() {
    trial.revoke(SIGNER);
  }

  @Override
  public void close() {
    trial.close();
  }
}
