package redoubt.admission.proof;

import java.util.List;
import redoubt.admission.bypass.Images;
import redoubt.admission.bypass.Questions;
import redoubt.oci.Digest;

/** Asks for an index where one of its images is signed, and the other way round. */
public final class IndexAndChildProof extends AdmissionAttack {
  public IndexAndChildProof(ProvingHouse house) {
    super(
        house,
        "index-and-child",
        "A signature of an index admits the index and not its images by themselves, one of an image"
            + " neither an index that lists it nor the others.",
        "Signed an index of two images and an index of indexes, and asked as an API server for pods"
            + " of what they list; signed one image of another index, and asked for that index and"
            + " the image beside it.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    List<Digest> listed = List.of(trial.visit().image(), trial.visit().image());
    Images.Image index = trial.named(trial.visit().index(listed), "index");
    trial.visit().sign(index.digest());
    Digest inner = trial.visit().index(List.of(trial.visit().image()));
    Images.Image outer = trial.named(trial.visit().index(List.of(inner)), "outer");
    trial.visit().sign(outer.digest());
    List<Digest> others = List.of(trial.visit().image(), trial.visit().image());
    Images.Image bare = trial.named(trial.visit().index(others), "bare");
    Images.Image child = trial.named(others.getFirst(), "child");
    trial.visit().sign(child.digest());
    trial.trustedOnly();
    for (Images.Image good : List.of(index, outer, child)) {
      findings.mustBeAdmitted(
          "A pod with what was signed under " + good.tag(),
          trial.untilAdmitted(Questions.pod(good.tagged())));
    }
    for (Digest image : listed) {
      findings.mustBeRefused(
          "A pod with an image of which only the index is signed",
          trial.ask(Questions.pod(trial.untagged(image).pinned())));
    }
    findings.mustBeRefused(
        "A pod with an index of which only the outer one is signed",
        trial.ask(Questions.pod(trial.untagged(inner).pinned())));
    findings.mustBeRefused(
        "A pod with an index of which one image is signed",
        trial.ask(Questions.pod(bare.tagged())));
    findings.mustBeRefused(
        "A pod with an image beside which another one is signed",
        trial.ask(Questions.pod(trial.untagged(others.getLast()).pinned())));
    findings.mustBeRefused(
        "A pod with the image of an index beside the tag of the index",
        trial.ask(Questions.pod(index.tagged() + "@" + listed.getFirst())));
    return findings.observation(
        "What was signed was admitted, and none of " + findings.refused() + " others.");
  }
}
