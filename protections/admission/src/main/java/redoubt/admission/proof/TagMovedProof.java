package redoubt.admission.proof;

import redoubt.admission.bypass.BothWebhooks.Outcome;
import redoubt.admission.bypass.Images;
import redoubt.admission.bypass.Questions;

/** Moves a tag after a pod was admitted with it. */
public final class TagMovedProof extends AdmissionAttack {
  public TagMovedProof(ProvingHouse house) {
    super(
        house,
        "tag-moved",
        "A pod runs the image that was judged: its digest is written when it is admitted, and a tag"
            + " that moves afterwards changes neither that pod nor what later ones may run.",
        "Had a pod admitted by the tag of a signed image, moved the tag to an unsigned one, and"
            + " looked at what the pod would run; asked for the tag again, for the unsigned digest"
            + " beside it, and for a pod whose image another webhook named after the digests were"
            + " written.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    Images.Image signed = trial.push("v1");
    trial.visit().sign(signed.digest());
    trial.trustedOnly();
    Outcome before = trial.untilAdmitted(Questions.pod(signed.tagged()));
    findings.mustBeAdmitted("A pod with the tag", before);
    String written = before.object().at("/spec/containers/0/image").asText();
    findings.mustHold(
        written.equals(signed.tagged() + "@" + signed.digest()),
        "The pod that was admitted names no digest: " + written);
    findings.mustBeRefused(
        "A pod whose image was named after digests were written",
        trial.validate(Questions.pod(signed.tagged())));
    if (findings.areBreached()) {
      return findings.observation("");
    }
    Images.Image moved = trial.push("v1");
    findings.mustBeRefused(
        "A pod with the tag of an unsigned image, which was a signed one's",
        trial.untilRefused(Questions.pod(moved.tagged())));
    findings.mustBeRefused(
        "A pod with the unsigned digest beside the tag",
        trial.ask(Questions.pod(moved.tagged() + "@" + moved.digest())));
    findings.mustBeAdmitted("A pod as it was written", trial.ask(Questions.pod(written)));
    findings.mustBeAdmitted(
        "A label on the pod that was admitted", trial.ask(Questions.labelled(written)));
    return findings.observation(
        "The pod names the digest that was judged, and is admitted as it was written; "
            + findings.refused()
            + " questions were answered with no.");
  }
}
