package redoubt.admission.proof;

import java.util.List;
import java.util.Map;
import redoubt.admission.bypass.Images;
import redoubt.admission.bypass.Questions;

/** Has one of two signatures missing, or bad. */
public final class MixedSignaturesProof extends AdmissionAttack {
  public MixedSignaturesProof(ProvingHouse house) {
    super(
        house,
        "mixed-signatures",
        "Where policies ask for the signatures of several, in several formats, nothing is admitted"
            + " for which one is missing or does not count, whatever the others say.",
        "Had a policy ask for a key's signature and for one of the Notary Project by another"
            + " signer; asked as an API server for images with the one, with the other, with the"
            + " key's and an ended one, with the key's and those of another image, and with both.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    ProvingGround.Visit visit = trial.visit();
    Images.Image both = trial.push("both");
    visit.sign(both.digest());
    visit.certify(both.digest());
    Images.Image byKey = trial.push("by-key");
    visit.sign(byKey.digest());
    Images.Image byCertificate = trial.push("by-certificate");
    visit.certify(byCertificate.digest());
    Images.Image ended = trial.push("ended");
    visit.sign(ended.digest());
    visit.sign(ended.digest(), ProvingGround.Untimely.SIGNATURE_ENDED);
    Images.Image borrowed = trial.push("borrowed");
    visit.sign(borrowed.digest());
    visit.transplant(both.digest(), borrowed.digest());
    trial.policies(
        List.of(
            trial.policy(
                List.of(
                    Map.of("signedBy", List.of(visit.signers().byKey())),
                    Map.of(
                        "signedBy",
                        List.of(visit.signers().byCertificate()),
                        "formats",
                        List.of("notation"))))));
    findings.mustBeAdmitted(
        "A pod with the image that both have signed",
        trial.untilAdmitted(Questions.pod(both.tagged())));
    for (Images.Image image : List.of(byKey, byCertificate, ended, borrowed)) {
      findings.mustBeRefused(
          "A pod with the image " + image.tag(), trial.ask(Questions.pod(image.tagged())));
      findings.mustBeRefused(
          "A pod with the digest of the image " + image.tag(),
          trial.ask(Questions.pod(image.pinned())));
    }
    return findings.observation(
        "All "
            + findings.refused()
            + " questions were answered with no, and the one for the image that both have signed"
            + " with yes.");
  }
}
