package redoubt.admission.proof;

import java.util.List;
import redoubt.admission.bypass.Images;
import redoubt.admission.bypass.Questions;

/** Asks for pods with images that nobody has signed. */
public final class UnsignedProof extends AdmissionAttack {
  public UnsignedProof(ProvingHouse house) {
    super(
        house,
        "unsigned",
        "Where policies ask for trusted images, nothing is admitted with one that nobody has"
            + " signed.",
        "Pushed an image that nobody has signed, one that is attested alone and one that there is"
            + " only the tag of a signature of, and asked as an API server for pods and for a"
            + " Deployment of each, by tag and by digest, alone and beside a signed one.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    Images.Image signed = trial.push("signed");
    trial.visit().sign(signed.digest());
    Images.Image bare = trial.push("bare");
    Images.Image attested = trial.push("attested");
    trial.visit().attest(attested.digest());
    Images.Image tagged = trial.push("tagged");
    trial.visit().tag(trial.visit().image(), tagged.digest().toString().replace(':', '-') + ".sig");
    trial.trustedOnly();
    findings.mustBeAdmitted(
        "A pod with the signed image", trial.untilAdmitted(Questions.pod(signed.tagged())));
    findings.mustBeAdmitted(
        "A pod with its digest", trial.untilAdmitted(Questions.pod(signed.pinned())));
    findings.mustBeAdmitted(
        "A Deployment of it", trial.untilAdmitted(Questions.deployment(signed.tagged())));
    for (Images.Image image : List.of(bare, attested, tagged)) {
      String what = " with the image " + image.tag();
      findings.mustBeRefused("A pod" + what, trial.ask(Questions.pod(image.tagged())));
      findings.mustBeRefused(
          "A pod" + what + " by its digest", trial.ask(Questions.pod(image.pinned())));
      findings.mustBeRefused(
          "A pod" + what + " beside the signed one",
          trial.ask(Questions.pod(signed.tagged(), image.tagged())));
      findings.mustBeRefused(
          "A Deployment" + what, trial.ask(Questions.deployment(image.tagged())));
    }
    return findings.observation(
        "All "
            + findings.refused()
            + " questions were answered with no, and those for the signed image with yes.");
  }
}
