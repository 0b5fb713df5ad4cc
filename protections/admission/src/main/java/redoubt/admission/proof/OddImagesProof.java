package redoubt.admission.proof;

import redoubt.admission.bypass.BothWebhooks.Outcome;
import redoubt.admission.bypass.Images;
import redoubt.admission.bypass.Questions;

/** Asks for what lies in a registry and is no plain image. */
public final class OddImagesProof extends AdmissionAttack {
  public OddImagesProof(ProvingHouse house) {
    super(
        house,
        "odd-images",
        "What lies in a registry and was not signed is not admitted, whatever it is: a signature,"
            + " an artifact in the form of an image, an image whose layers lie elsewhere or in a"
            + " form that no digest names.",
        "Asked as an API server for the manifest of a signature of a signed image, for an artifact"
            + " with the configuration of an image, for an image whose layer has another address,"
            + " and for one of Docker's schema 1; and for the third once it was signed.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    ProvingGround.Visit visit = trial.visit();
    Images.Image signed = trial.push("signed");
    visit.sign(signed.digest());
    Images.Image artifact = trial.named(visit.artifact(), "artifact");
    Images.Image elsewhere = trial.named(visit.layeredElsewhere(), "elsewhere");
    Images.Image good = trial.named(visit.layeredElsewhere(), "elsewhere-and-signed");
    visit.sign(good.digest());
    trial.trustedOnly();
    findings.mustBeAdmitted(
        "A pod with the signed image", trial.untilAdmitted(Questions.pod(signed.tagged())));
    String signature = signed.name() + ":" + signed.digest().toString().replace(':', '-') + ".sig";
    findings.mustBeRefused("A pod with a signature", trial.ask(Questions.pod(signature)));
    findings.mustBeRefused("A pod with an artifact", trial.ask(Questions.pod(artifact.tagged())));
    findings.mustBeRefused(
        "A pod with an artifact's digest", trial.ask(Questions.pod(artifact.pinned())));
    findings.mustBeRefused(
        "A pod with an image whose layer lies elsewhere",
        trial.ask(Questions.pod(elsewhere.tagged())));
    Outcome layered = trial.untilAdmitted(Questions.pod(good.tagged()));
    findings.mustBeAdmitted("A pod with the same, signed", layered);
    findings.mustHold(
        layered.object().at("/spec/containers/0/image").asText().endsWith("@" + good.digest()),
        "An image whose layer lies elsewhere was admitted without its digest, which says what the"
            + " layer has to be");
    findings.mustHold(!visit.tryOldForm("old"), "An image of Docker's schema 1 was taken");
    findings.mustBeRefused(
        "A pod with an image of Docker's schema 1",
        trial.ask(Questions.pod(signed.name() + ":old")));
    return findings.observation(
        "All "
            + findings.refused()
            + " questions were answered with no; what was signed was admitted by its digest.");
  }
}
