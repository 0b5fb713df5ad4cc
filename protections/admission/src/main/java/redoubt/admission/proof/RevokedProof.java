package redoubt.admission.proof;

import redoubt.admission.bypass.Images;
import redoubt.admission.bypass.Questions;

/** Asks for pods with images of a signer that was revoked a moment ago. */
public final class RevokedProof extends AdmissionAttack {
  public RevokedProof(ProvingHouse house) {
    super(
        house,
        "revoked",
        "Seconds after a signer is revoked nothing new is admitted with an image that it signed;"
            + " what runs already may still be changed in all else.",
        "Had pods and a Deployment of a signed image admitted; revoked the signer, asked for all of"
            + " them again, for the image in another container of a running pod and in the place of"
            + " another one, and for a label on a pod that has it.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    Images.Image leaving = trial.push("leaving");
    trial.visit().sign(leaving.digest());
    Images.Image staying = trial.push("staying");
    trial.visit().certify(staying.digest());
    trial.trustedOnly();
    findings.mustBeAdmitted(
        "A pod with the signed image", trial.untilAdmitted(Questions.pod(leaving.tagged())));
    findings.mustBeAdmitted(
        "A Deployment of it", trial.untilAdmitted(Questions.deployment(leaving.tagged())));
    findings.mustBeAdmitted(
        "A pod with the image of another signer",
        trial.untilAdmitted(Questions.pod(staying.tagged())));
    if (findings.areBreached()) {
      return findings.observation("");
    }
    trial.visit().revoke();
    findings.mustBeRefused(
        "A pod with an image of a revoked signer",
        trial.untilRefused(Questions.pod(leaving.tagged())));
    findings.mustBeRefused(
        "A pod with its digest", trial.untilRefused(Questions.pod(leaving.pinned())));
    findings.mustBeRefused("A Deployment of it", trial.ask(Questions.deployment(leaving.tagged())));
    findings.mustBeRefused(
        "A running pod whose image becomes it",
        trial.ask(Questions.change(staying.pinned(), leaving.pinned())));
    findings.mustBeRefused(
        "A debug container with it in a running pod that has it",
        trial.ask(Questions.debugged(leaving.pinned())));
    findings.mustBeAdmitted(
        "A label on a pod that has it", trial.ask(Questions.labelled(leaving.pinned())));
    findings.mustBeAdmitted(
        "A pod with the image of another signer in the end",
        trial.ask(Questions.pod(staying.tagged())));
    return findings.observation(
        "All were admitted before; afterwards "
            + findings.refused()
            + " questions were answered with no, and the label and another signer's image with"
            + " yes.");
  }
}
