package redoubt.admission.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import redoubt.admission.AdmissionFailures;
import redoubt.admission.bypass.Attempt;
import redoubt.admission.bypass.Bypass;
import redoubt.admission.bypass.Bypasses;
import redoubt.admission.bypass.Images;
import redoubt.admission.bypass.Question;
import redoubt.crypto.Randomness;
import redoubt.web.Json;

/**
 * Tries all ways around on an API server, in a namespace for it: only tried ({@code dryRun=All}),
 * so that nothing comes of what gets in. What has to be stored before, to be changed, has the image
 * that may run, and runs nowhere.
 */
public final class Check {
  private static final String TRIED = "dryRun=All";

  /** Asks for what a person would. */
  private static final String USUAL_USER = "ann";

  private static final String APPLY = "server-side-apply";

  private final Target target;
  private final Images images;
  private final Reading reading;
  private final String namespace;
  private int count;

  private Check(Target target, Images images, String namespace) {
    this.target = target;
    this.images = images;
    this.reading = new Reading(images);
    this.namespace = namespace;
  }

  /**
   * @param namespace that is there; empty to make one and to remove it again
   * @param progress told of each way around before it is tried
   * @throws redoubt.core.Failure {@code admission.check-refused} when no namespace can be made
   */
  public static Report run(
      Target target, Images images, Optional<String> namespace, Consumer<String> progress) {
    String in =
        namespace.orElseGet(() ->
            "redoubt-admission-check-" + java.util.HexFormat.of().formatHex(Randomness.bytes(4)));
    Check check = new Check(target, images, in);
    if (namespace.isEmpty()) {
      check.makeNamespace();
    }
    try {
      check.makeAccount();
      Report report = check.run(progress);
      return namespace.isPresent() ? report : check.left(report);
    } catch (RuntimeException e) {
      if (namespace.isEmpty()) {
        String _ = check.removeNamespace();
      }
      throw e;
    }
  }

  private Report run(Consumer<String> progress) {
    Tried good = plain("a Pod with the image that may run", images.good(), true);
    Tried bad = plain("a Pod with the image that may not", images.bad(), false);
    List<Finding> findings = new ArrayList<>();
    for (Bypass bypass : Bypasses.all()) {
      progress.accept(bypass.name());
      findings.add(
          new Finding(
              bypass.name(),
              bypass.why(),
              bypass.attempts(images).stream().map(one -> tried(bypass, one)).toList()));
    }
    return new Report(namespace, good, bad, findings, "");
  }

  private Report left(Report report) {
    String left = removeNamespace();
    return new Report(report.namespace(), report.good(), report.bad(), report.findings(), left);
  }

  private Tried plain(String what, Images.Image image, boolean mayRun) {
    ObjectNode pod =
        node(
            Map.of(
                "apiVersion",
                "v1",
                "kind",
                "Pod",
                "metadata",
                Map.of("name", name()),
                "spec",
                Map.of("containers", List.of(Map.of("name", "c", "image", image.tagged())))));
    return reading.of(
        what,
        mayRun,
        target.call("POST", pods() + "?" + TRIED, Target.Form.WHOLE, Json.bytes(pod), ""));
  }

  private Tried tried(Bypass bypass, Attempt attempt) {
    Question question = attempt.question();
    ObjectNode object = node(question.object());
    if (Reading.imagesIn(object).isEmpty()) {
      return notTried(attempt, "It names no image.");
    }
    if (question.before().isPresent()) {
      return change(attempt, node(question.before().get()), object);
    }
    if (question.subresource().isPresent()) {
      return notTried(attempt, "It is about a part of an object that is not there.");
    }
    return bypass.name().equals(APPLY) ? apply(attempt, object) : create(attempt, object);
  }

  private Tried create(Attempt attempt, ObjectNode object) {
    object.withObject("/metadata").put("name", name());
    return reading.of(
        attempt,
        target.call(
            "POST",
            path(attempt.question()) + "?" + TRIED,
            Target.Form.WHOLE,
            Json.bytes(object),
            attempt.question().user().equals(USUAL_USER) ? "" : attempt.question().user()));
  }

  private Tried apply(Attempt attempt, ObjectNode object) {
    String name = name();
    object.withObject("/metadata").put("name", name).remove("managedFields");
    return reading.of(
        attempt,
        target.call(
            "PATCH",
            path(attempt.question())
                + "/"
                + name
                + "?fieldManager=redoubt-admission-check&force=true&"
                + TRIED,
            Target.Form.APPLIED,
            Json.bytes(object),
            ""));
  }

  private Tried change(Attempt attempt, ObjectNode before, ObjectNode object) {
    if (reading.namesAnother(before)) {
      return notTried(attempt, "The image that may not run would have to be stored before.");
    }
    Question question = attempt.question();
    String name = name();
    Target.Answer stored =
        target.call(
            "POST", path(question), Target.Form.WHOLE, Json.bytes(Stored.quiet(before, name)), "");
    if (!stored.isGood()) {
      return notTried(attempt, "What it changes could not be stored: " + stored.message());
    }
    String path = path(question) + "/" + name;
    try {
      return reading.of(
          attempt,
          target.call(
              "PUT",
              path + question.subresource().map(part -> "/" + part).orElse("") + "?" + TRIED,
              Target.Form.WHOLE,
              Json.bytes(Stored.changed(stored.body(), object)),
              ""));
    } finally {
      Target.Answer _ =
          target.call("DELETE", path + "?gracePeriodSeconds=0", Target.Form.WHOLE, new byte[0], "");
    }
  }

  private static Tried notTried(Attempt attempt, String why) {
    return Reading.notTried(attempt.what(), attempt.admitted(), why);
  }

  private String name() {
    return "bypass-" + ++count;
  }

  private String pods() {
    return "/api/v1/namespaces/" + namespace + "/pods";
  }

  private String path(Question question) {
    return (question.apiVersion().contains("/") ? "/apis/" : "/api/")
        + question.apiVersion()
        + "/namespaces/"
        + namespace
        + "/"
        + question.plural();
  }

  private void makeNamespace() {
    Target.Answer made =
        target.call(
            "POST",
            "/api/v1/namespaces",
            Target.Form.WHOLE,
            Json.bytes(
                Map.of(
                    "apiVersion",
                    "v1",
                    "kind",
                    "Namespace",
                    "metadata",
                    Map.of("name", namespace))),
            "");
    if (!made.isGood()) {
      throw AdmissionFailures.checkRefused(made.status(), made.message());
    }
  }

  /** Pods need it, and a cluster's controllers take their time; one that is there stays. */
  private void makeAccount() {
    Target.Answer _ =
        target.call(
            "POST",
            "/api/v1/namespaces/" + namespace + "/serviceaccounts",
            Target.Form.WHOLE,
            Json.bytes(
                Map.of(
                    "apiVersion",
                    "v1",
                    "kind",
                    "ServiceAccount",
                    "metadata",
                    Map.of("name", "default"))),
            "");
  }

  /** What stays, in words; empty when nothing does. */
  private String removeNamespace() {
    Target.Answer gone =
        target.call(
            "DELETE", "/api/v1/namespaces/" + namespace, Target.Form.WHOLE, new byte[0], "");
    return gone.isGood() ? "" : "The namespace " + namespace + " stays: " + gone.message();
  }

  private static ObjectNode node(Map<String, Object> object) {
    JsonNode json = Json.parse(Json.bytes(object));
    return (ObjectNode) json;
  }
}
