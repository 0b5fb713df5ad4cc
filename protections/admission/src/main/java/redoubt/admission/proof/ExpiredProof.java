package redoubt.admission.proof;

import java.util.Locale;
import redoubt.admission.bypass.Images;
import redoubt.admission.bypass.Questions;

/** Asks for pods with images whose signatures are not of their time. */
public final class ExpiredProof extends AdmissionAttack {
  public ExpiredProof(ProvingHouse house) {
    super(
        house,
        "expired",
        "Nothing is admitted with an image whose only signature has ended, or whose signer's"
            + " certificate has ended or not begun.",
        "Signed images with a certificate that ended yesterday, with one that begins tomorrow, and"
            + " with a signature that ended an hour ago by its own word, and asked as an API server"
            + " for pods of each, by tag and by digest.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    Images.Image good = trial.push("good");
    trial.visit().certify(good.digest());
    trial.trustedOnly();
    findings.mustBeAdmitted(
        "A pod with an image that is signed in time",
        trial.untilAdmitted(Questions.pod(good.tagged())));
    for (ProvingGround.Untimely how : ProvingGround.Untimely.values()) {
      Images.Image image = trial.push(how.name().toLowerCase(Locale.ROOT));
      trial.visit().sign(image.digest(), how);
      String what =
          switch (how) {
            case CERTIFICATE_ENDED -> "whose signer's certificate has ended";
            case CERTIFICATE_TO_COME -> "whose signer's certificate has not begun";
            case SIGNATURE_ENDED -> "whose signature has ended";
          };
      findings.mustBeRefused(
          "A pod with an image " + what, trial.ask(Questions.pod(image.tagged())));
      findings.mustBeRefused(
          "A pod with the digest of an image " + what, trial.ask(Questions.pod(image.pinned())));
    }
    return findings.observation(
        "All "
            + findings.refused()
            + " questions were answered with no, and the one for the image that is signed in time"
            + " with yes.");
  }
}
