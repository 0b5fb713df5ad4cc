package redoubt.encryption.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import redoubt.web.console.Answer;
import redoubt.web.console.Moment;

/**
 * A reading of a cluster's etcd, as the API shows it.
 *
 * @param state {@code running}, {@code stopped}, {@code done} or {@code failed}
 * @param objects read so far
 */
public record ReadingSummary(
    String state, long objects, Optional<String> failure, Optional<Moment> started) {
  static ReadingSummary of(JsonNode json, Function<Instant, Moment> moments) {
    return new ReadingSummary(
        json.path("state").asText(),
        json.path("objects").asLong(),
        Answer.text(json, "failure"),
        Answer.time(json, "startedAt").map(moments));
  }

  public boolean isRunning() {
    return state.equals("running");
  }

  public boolean isFailed() {
    return state.equals("failed");
  }
}
