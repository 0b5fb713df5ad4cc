package redoubt.signatures.proof;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import redoubt.signatures.proof.CertificateSigner.Validity;
import redoubt.signatures.proof.Trial.Pushed;

/** Uses signatures and certificates whose time is over, or has not come. */
public final class ExpiredProof extends TrustAttack {
  private static final Duration DAY = Duration.ofDays(1);

  private final Foresight foresight;

  public ExpiredProof(ProvingGround ground, Foresight foresight) {
    super(
        ground,
        "expired",
        "A signature counts until it expires or its certificate does, and not before the"
            + " certificate begins.",
        "Signed images with certificates that ended yesterday and that begin tomorrow, and with a"
            + " signature that ended an hour ago by its own word; and asked what will be said of a"
            + " good one when its certificate has ended.");
    this.foresight = foresight;
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    Instant now = trial.now();
    Instant hourAgo = now.minus(Duration.ofHours(1));
    CertificateSigner signer = new CertificateSigner(now);
    trial.admit("release", "certificate", signer.authority());
    Validity valid = new Validity(now.minus(DAY), now.plus(DAY));

    Pushed good = trial.image();
    trial.attach(signer.sign(good, good, valid, hourAgo, Optional.of(now.plus(DAY))));
    Pushed ended = trial.image();
    Validity before = new Validity(now.minus(DAY.multipliedBy(3)), now.minus(DAY));
    trial.attach(
        signer.sign(ended, ended, before, now.minus(DAY.multipliedBy(2)), Optional.empty()));
    Pushed early = trial.image();
    Validity after = new Validity(now.plus(DAY), now.plus(DAY.multipliedBy(2)));
    trial.attach(signer.sign(early, early, after, hourAgo, Optional.empty()));
    Pushed over = trial.image();
    trial.attach(
        signer.sign(over, over, valid, hourAgo.minus(Duration.ofHours(1)), Optional.of(hourAgo)));

    findings.mustBeTrusted("The image whose signature is good", trial.verdict(good, 1));
    findings.mustNotBeTrusted(
        "An image whose signer's certificate has ended", trial.verdict(ended, 1));
    findings.mustNotBeTrusted(
        "An image whose signer's certificate has not begun", trial.verdict(early, 1));
    findings.mustNotBeTrusted("An image whose signature has ended", trial.verdict(over, 1));
    findings.mustHold(
        foresight.trusted(trial.instance(), trial.repository(), good.digest(), now),
        "What will be said does not begin with what is said");
    findings.mustHold(
        !foresight.trusted(
            trial.instance(), trial.repository(), good.digest(), now.plus(DAY).plusSeconds(1)),
        "The good image will be trusted after its signer's certificate has ended");
    return findings.observation(
        "None of "
            + findings.refused()
            + " images was trusted; the good one was, and will not be once its certificate ends.");
  }
}
