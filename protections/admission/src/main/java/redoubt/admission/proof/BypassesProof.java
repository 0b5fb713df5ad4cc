package redoubt.admission.proof;

import java.util.List;
import redoubt.admission.bypass.Attempt;
import redoubt.admission.bypass.Bypass;
import redoubt.admission.bypass.Bypasses;
import redoubt.admission.bypass.Images;
import redoubt.admission.bypass.Questions;

/** Tries every known way around. */
public final class BypassesProof extends AdmissionAttack {
  private final List<Bypass> all;

  public BypassesProof(ProvingHouse house) {
    this(house, Bypasses.all());
  }

  public BypassesProof(ProvingHouse house, List<Bypass> all) {
    super(
        house,
        "bypasses",
        "No known way around leads to an image that policies do not admit: no place in an object,"
            + " no kind, no change, nothing that an object says of itself, no name.",
        "Asked as an API server for an unsigned image in "
            + all.size()
            + " ways, each beside its permitted form (docs/admission.md has them all).");
    this.all = List.copyOf(all);
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    Images images = new Images(trial.push("good"), trial.push("bad"));
    trial.visit().sign(images.good().digest());
    trial.trustedOnly();
    findings.mustBeAdmitted(
        "A pod with the signed image", trial.untilAdmitted(Questions.pod(images.good().tagged())));
    if (findings.areBreached()) {
      return findings.observation("");
    }
    for (Bypass bypass : all) {
      for (Attempt attempt : bypass.attempts(images)) {
        String what = bypass.name() + ": " + attempt.what();
        if (attempt.admitted()) {
          findings.mustBeAdmitted(what, trial.ask(attempt.question()));
        } else {
          findings.mustBeRefused(what, trial.ask(attempt.question()));
        }
      }
    }
    return findings.observation(
        "All of "
            + all.size()
            + " ways were closed: "
            + findings.refused()
            + " questions were answered with no, and "
            + findings.admitted()
            + " for what may run with yes.");
  }
}
