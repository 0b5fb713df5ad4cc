package redoubt.admission.proof;

import redoubt.admission.bypass.Images;
import redoubt.admission.bypass.Questions;

/** Asks for pods with images beside which the signatures of another one lie. */
public final class TransplantedProof extends AdmissionAttack {
  public TransplantedProof(ProvingHouse house) {
    super(
        house,
        "transplanted",
        "Signatures of one image admit no other, wherever they are put.",
        "Put five good signatures of an image where those of another belong: under the tag that"
            + " cosign looks for, in a manifest about it, in a bundle, and in both envelopes of the"
            + " Notary Project; and asked as an API server for pods of that one, by tag, by digest"
            + " and by its digest beside the other's tag.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    Images.Image signed = trial.push("signed");
    trial.visit().sign(signed.digest());
    Images.Image other = trial.push("other");
    trial.visit().transplant(signed.digest(), other.digest());
    trial.trustedOnly();
    findings.mustBeAdmitted(
        "A pod with the signed image", trial.untilAdmitted(Questions.pod(signed.tagged())));
    String beside = "an image beside which signatures of another lie";
    findings.mustBeRefused("A pod with " + beside, trial.ask(Questions.pod(other.tagged())));
    findings.mustBeRefused(
        "A pod with the digest of " + beside, trial.ask(Questions.pod(other.pinned())));
    findings.mustBeRefused(
        "A pod with its digest beside the tag of the signed image",
        trial.ask(Questions.pod(signed.tagged() + "@" + other.digest())));
    findings.mustBeRefused("A Deployment of it", trial.ask(Questions.deployment(other.tagged())));
    return findings.observation(
        "All "
            + findings.refused()
            + " questions were answered with no, and the one for the image that was signed with"
            + " yes.");
  }
}
