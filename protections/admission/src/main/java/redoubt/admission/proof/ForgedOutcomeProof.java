package redoubt.admission.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.admission.bypass.BothWebhooks.Outcome;
import redoubt.admission.bypass.Images;
import redoubt.admission.bypass.Question;
import redoubt.admission.bypass.Questions;
import redoubt.admission.ladder.WrittenDigests;
import redoubt.web.Json;

/** Writes on an object that it was verified. */
public final class ForgedOutcomeProof extends AdmissionAttack {
  private static final List<String> ANNOTATIONS =
      List.of(
          WrittenDigests.ANNOTATION,
          "admission.redoubt.dev/outcome",
          "images.admission.redoubt.dev/verified",
          "redoubt.dev/admitted",
          "kyverno.io/verify-images",
          "policy.sigstore.dev/verified",
          "portieris.cloud.ibm.com/verified",
          "connaisseur.io/verified");

  public ForgedOutcomeProof(ProvingHouse house) {
    super(
        house,
        "forged-outcome",
        "What an object says of how it was judged is not believed: neither annotations nor labels,"
            + " status or an earlier state that it brings along.",
        "Took a pod with a signed image as it came from admission, with all that was written on it,"
            + " put an unsigned image into it and asked for that; wrote outcomes, digests and a"
            + " status onto pods of the unsigned image, and gave a new pod an earlier state that"
            + " had it already.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    Images.Image good = trial.push("good");
    trial.visit().sign(good.digest());
    Images.Image bad = trial.push("bad");
    trial.trustedOnly();
    Outcome admitted = trial.untilAdmitted(Questions.pod(good.tagged()));
    findings.mustBeAdmitted("A pod with the signed image", admitted);
    if (findings.areBreached()) {
      return findings.observation("");
    }
    for (Map<String, Object> forged : forgeries(admitted.object(), good, bad)) {
      findings.mustBeRefused(
          "A pod that says it was judged", trial.ask(Questions.pod(bad.tagged()).with(forged)));
    }
    findings.mustBeRefused(
        "A new pod that brings an earlier state",
        trial.ask(Questions.pod(bad.tagged()).pretending(Questions.pod(bad.tagged()).object())));
    for (String name : ANNOTATIONS) {
      Map<String, Object> said = Map.of(name, said(good));
      findings.mustBeRefused(
          "A pod with the annotation " + name, trial.ask(annotated(said, bad.tagged())));
      findings.mustBeAdmitted(
          "A pod of the signed image with that annotation",
          trial.ask(annotated(said, good.tagged())));
    }
    return findings.observation(
        "All "
            + findings.refused()
            + " questions were answered with no, and those for the signed image with yes.");
  }

  private static Question annotated(Map<String, Object> annotations, String image) {
    return Questions.pod(
        Map.of("annotations", annotations, "labels", Map.of("verified", "true")), image);
  }

  private static String said(Images.Image good) {
    return new String(
        Json.bytes(Map.of(good.tagged(), "pass", "digest", good.digest().toString())),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  /** What was admitted, with another image in the place of the one that was judged. */
  private static List<Map<String, Object>> forgeries(
      JsonNode admitted, Images.Image good, Images.Image bad) {
    List<Map<String, Object>> forged = new ArrayList<>();
    String text = new String(Json.bytes(admitted), java.nio.charset.StandardCharsets.UTF_8);
    for (String image : List.of(bad.tagged(), bad.pinned(), good.tagged() + "@" + bad.digest())) {
      Map<String, Object> object = new LinkedHashMap<>();
      Json.parse(
              text.replace(good.tagged() + "@" + good.digest(), image)
                  .getBytes(java.nio.charset.StandardCharsets.UTF_8))
          .properties()
          .forEach(field -> object.put(field.getKey(), field.getValue()));
      forged.add(object);
      Map<String, Object> running = new LinkedHashMap<>(object);
      running.put(
          "status",
          Map.of(
              "phase",
              "Running",
              "containerStatuses",
              List.of(Map.of("name", "c0", "image", image, "imageID", good.pinned()))));
      forged.add(running);
    }
    return forged;
  }
}
