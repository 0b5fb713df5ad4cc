package redoubt.admission.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import redoubt.web.console.Answer;
import redoubt.web.console.Moment;
import redoubt.web.console.Numbers;

/**
 * How far it was looked at what a cluster uses.
 *
 * @param pods and admissions, in words
 * @param since from when on admissions count; empty where they do not
 * @param problem why it was not seen what runs; empty where it was
 * @param unjudged uses of images that there was no time for
 */
public record Looked(String pods, Optional<Moment> since, String problem, long unjudged) {
  static Looked of(JsonNode found, Function<Instant, Moment> moment) {
    String problem = found.path("problem").asText();
    Optional<Moment> since = Answer.time(found, "admissionsSince").map(moment);
    List<String> looked = new ArrayList<>();
    if (problem.isEmpty()) {
      long pods = found.path("pods").asLong();
      looked.add(Numbers.of(pods, "pod") + (pods == 1 ? " that runs" : " that run"));
    }
    if (since.isPresent()) {
      looked.add(Numbers.of(found.path("admissions").asLong(), "admission"));
    }
    return new Looked(
        String.join(" and ", looked), since, problem, found.path("unjudged").asLong());
  }

  /** Nothing that is missing could change what is said. */
  public boolean isWhole() {
    return problem.isEmpty() && unjudged == 0;
  }

  public String unjudgedInWords() {
    return Numbers.of(unjudged, "use");
  }
}
