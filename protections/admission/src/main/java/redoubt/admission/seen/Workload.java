package redoubt.admission.seen;

import com.fasterxml.jackson.databind.JsonNode;
import redoubt.admission.review.Review;

/**
 * What people call an object. Pods that controllers make have names of their own, of which the part
 * stays that all of a workload have.
 */
final class Workload {
  private static final String HASH = "pod-template-hash";
  private static final int LONGEST = 253;

  private Workload() {}

  /** Without what tells one pod, one ReplicaSet or one run of a CronJob from others. */
  static String of(Review review) {
    JsonNode metadata = review.object().path("metadata");
    String made = metadata.path("generateName").asText("");
    String called = made.isEmpty() ? review.name() : made;
    if (called.isEmpty()) {
      called = metadata.path("name").asText("");
    }
    called = without(called, "-");
    String hash = metadata.path("labels").path(HASH).asText("");
    if (!hash.isEmpty()) {
      called = without(called, "-" + hash);
    }
    // A CronJob's runs are called by their minute.
    called = called.replaceFirst("-[0-9]{6,12}$", "");
    return called.length() > LONGEST ? called.substring(0, LONGEST) : called;
  }

  private static String without(String text, String end) {
    return text.endsWith(end) ? text.substring(0, text.length() - end.length()) : text;
  }
}
