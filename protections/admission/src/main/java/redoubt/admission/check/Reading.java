package redoubt.admission.check;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.admission.bypass.Attempt;
import redoubt.admission.bypass.Images;

/**
 * Reads what an API server answered to a try (apiserver, plugin/webhook/errors and plugin/policy).
 */
record Reading(Images images) {
  private static final String SERVER = "the API server";
  private static final int LONGEST = 2_000;

  private static final Pattern WEBHOOK =
      Pattern.compile("(?s).*?admission webhook \"([^\"]+)\" denied the request:?\\s*(.*)");
  private static final Pattern POLICY =
      Pattern.compile(
          "(?s).*?ValidatingAdmissionPolicy '([^']+)' with binding '[^']+' denied"
              + " request:?\\s*(.*)");
  private static final Pattern SILENT =
      Pattern.compile("(?s).*?failed calling webhook \"([^\"]+)\":?\\s*(.*)");
  private static final String NO_DRY_RUN = "does not support dry run";

  Tried of(Attempt attempt, Target.Answer answer) {
    return of(attempt.what(), attempt.admitted(), answer);
  }

  Tried of(String what, boolean mayRun, Target.Answer answer) {
    String message = answer.message();
    if (answer.isGood()) {
      return mayRun || namesAnother(answer.body())
          ? new Tried(what, mayRun, Tried.Result.ADMITTED, "", "")
          : notTried(
              what, mayRun, "What was admitted does not have it: it was left out on the way.");
    }
    if (answer.status() == 401 || message.contains("is forbidden: User \"")) {
      return notTried(what, mayRun, "The credential may not: " + message);
    }
    if (message.contains(NO_DRY_RUN)) {
      return notTried(what, mayRun, message);
    }
    if (answer.status() == 404) {
      return notTried(what, mayRun, "The API server does not serve it.");
    }
    for (Pattern pattern : List.of(WEBHOOK, POLICY)) {
      Matcher denied = pattern.matcher(message);
      if (denied.matches()) {
        String kind = pattern == WEBHOOK ? "webhook " : "policy ";
        return refused(what, mayRun, kind + denied.group(1), denied.group(2));
      }
    }
    Matcher silent = SILENT.matcher(message);
    if (silent.matches()) {
      return refused(
          what, mayRun, "webhook " + silent.group(1), "It did not answer: " + silent.group(2));
    }
    return refused(
        what, mayRun, SERVER, message.isEmpty() ? "It answered " + answer.status() + "." : message);
  }

  static Tried notTried(String what, boolean mayRun, String why) {
    return new Tried(what, mayRun, Tried.Result.NOT_TRIED, "", cut(why));
  }

  private static Tried refused(String what, boolean mayRun, String by, String said) {
    return new Tried(what, mayRun, Tried.Result.REFUSED, by, cut(said));
  }

  private static String cut(String text) {
    String plain = text.strip();
    return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + "…";
  }

  /** Whether an object names an image that is not the good one. */
  boolean namesAnother(JsonNode object) {
    Images.Image good = images.good();
    Set<String> names = Set.of(good.tagged(), good.pinned(), good.tagged() + "@" + good.digest());
    return imagesIn(object).stream().anyMatch(one -> !names.contains(one.strip()));
  }

  /** Those of containers and volumes, wherever in the object. */
  static List<String> imagesIn(JsonNode object) {
    List<String> found = new ArrayList<>();
    for (String list : List.of("containers", "initContainers", "ephemeralContainers", "volumes")) {
      for (JsonNode every : object.findValues(list)) {
        for (JsonNode one : every) {
          JsonNode image =
              list.equals("volumes") ? one.path("image").path("reference") : one.path("image");
          if (image.isTextual()) {
            found.add(image.textValue());
          }
        }
      }
    }
    return found;
  }
}
