package redoubt.admission.proof;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import redoubt.admission.bypass.Images;
import redoubt.admission.bypass.Question;
import redoubt.admission.bypass.Questions;
import redoubt.admission.cluster.PolicyReading;

/** Changes policies, and takes them away. */
public final class StalePolicyProof extends AdmissionAttack {
  /** Some readings, of which one may take a while. */
  private static final Duration SOON = PolicyReading.EVERY.multipliedBy(6);

  public StalePolicyProof(ProvingHouse house) {
    super(
        house,
        "stale-policy",
        "Before a cluster's policies were read nothing is admitted by them; what changes in them"
            + " counts within half a minute; while its API server is away the last ones count, and"
            + " a policy that cannot be read refuses what is in its reach.",
        "Asked before policies were read; admitted a signed image, had the cluster's policies"
            + " reject it and waited for the server to find out by itself; took its API server"
            + " away; and gave it a policy with a misspelt field beside a good one.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    Images.Image signed = trial.push("signed");
    trial.visit().sign(signed.digest());
    Images.Image bare = trial.push("bare");
    Question good = Questions.pod(signed.tagged());
    Question bad = Questions.pod(bare.tagged());
    findings.mustBeRefused("A pod before policies were read", trial.ask(good));
    trial.trustedOnly();
    findings.mustBeAdmitted("A pod with the signed image", trial.untilAdmitted(good));
    findings.mustBeRefused("A pod with an unsigned image", trial.ask(bad));
    trial.apiServerIsAway();
    findings.mustHold(!trial.problem().isEmpty(), "It is not said that policies cannot be read");
    findings.mustBeAdmitted("The signed image while the API server is away", trial.ask(good));
    findings.mustBeRefused("An unsigned image while the API server is away", trial.ask(bad));
    if (findings.areBreached()) {
      return findings.observation("");
    }
    String mark = trial.mark(List.of(trial.policy(List.of(Map.of("reject", true)))));
    boolean found = Trial.until(SOON, () -> trial.holds(mark));
    if (!found && !trial.problem().isEmpty()) {
      return Observation.notTried(
          "Another server reads the policies of clusters at the moment, and knows none of those of"
              + " proofs: run them again, or on that one.");
    }
    findings.mustBeRefused(
        "An image that policies reject since more than " + SOON.toSeconds() + " s",
        trial.ask(good));
    trial.trustedOnly();
    findings.mustBeAdmitted("The signed image as before", trial.untilAdmitted(good));
    trial.unreadable();
    findings.mustBeRefused("An image in reach of a policy that cannot be read", trial.ask(good));
    return findings.observation(
        "What was changed counted without being asked for; "
            + findings.refused()
            + " questions were answered with no, and what the last policies admit with yes.");
  }
}
