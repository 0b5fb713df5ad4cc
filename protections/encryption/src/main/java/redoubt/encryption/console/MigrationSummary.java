package redoubt.encryption.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import redoubt.encryption.migrate.Means;
import redoubt.encryption.migrate.Migration;
import redoubt.web.console.Answer;
import redoubt.web.console.Moment;
import redoubt.web.console.Numbers;
import redoubt.web.console.Pill;
import redoubt.web.console.Tone;

/**
 * A migration as the API shows it.
 *
 * @param decrypting objects are written back in the clear
 * @param resource the one at hand; empty when all are done
 * @param unchanged were stored as they should be already
 * @param rate most writes a second of the server, if it writes; 0 for no limit
 * @param byCluster its own controller writes, which does not say how far it is
 */
public record MigrationSummary(
    Migration.State state,
    boolean decrypting,
    List<String> resources,
    String resource,
    long total,
    long done,
    long rewritten,
    long byOthers,
    long gone,
    long unchanged,
    long rate,
    Optional<String> failure,
    Optional<Moment> started,
    String startedBy,
    Optional<Moment> updated,
    boolean byCluster) {

  static MigrationSummary of(JsonNode json, Function<Instant, Moment> moments) {
    return new MigrationSummary(
        Migration.State.valueOf(json.path("state").asText().toUpperCase(Locale.ROOT)),
        json.path("decrypting").asBoolean(),
        ClusterSummary.texts(json.path("resources")),
        json.path("resource").asText(),
        json.path("total").asLong(),
        json.path("done").asLong(),
        json.path("rewritten").asLong(),
        json.path("byOthers").asLong(),
        json.path("gone").asLong(),
        json.path("unchanged").asLong(),
        json.path("rate").asLong(),
        Answer.text(json, "failure"),
        Answer.time(json, "startedAt").map(moments),
        json.path("startedBy").asText(),
        Answer.time(json, "updatedAt").map(moments),
        json.path("by").asText().equals(Means.STORAGE_VERSION_MIGRATION.word()));
  }

  public boolean isRunning() {
    return state == Migration.State.RUNNING;
  }

  public boolean isUnfinished() {
    return state == Migration.State.STOPPED || state == Migration.State.FAILED;
  }

  public Pill pill() {
    return switch (state) {
      case RUNNING -> new Pill(Tone.WARN, "Running");
      case STOPPED -> new Pill(Tone.QUIET, "Stopped");
      case DONE -> new Pill(Tone.GOOD, "Done");
      case FAILED -> new Pill(Tone.BAD, "Failed");
    };
  }

  /** Whole per cent, of what is known to be there; a running one is never at 100. */
  public long percent() {
    if (state == Migration.State.DONE) {
      return 100;
    }
    return total == 0 ? 0 : Math.min(99, 100 * done / total);
  }

  /** What a progress bar counts up to. */
  public long most() {
    return Math.max(1, total);
  }

  /** How far it is, in words. */
  public String counted() {
    return state == Migration.State.DONE
        ? Numbers.of(done, "object")
        : total == 0
            ? "Counting the objects"
            : Numbers.grouped(done) + " of " + Numbers.of(total, "object");
  }

  /** When it will be done if it goes on as before; empty before anything can be said. */
  public Optional<Moment> end() {
    if (!isRunning() || started.isEmpty() || done == 0 || total <= done) {
      return Optional.empty();
    }
    Moment from = started.get();
    Duration took = Duration.between(from.at(), from.now());
    Duration left = Duration.ofMillis((long) (took.toMillis() * ((total - done) / (double) done)));
    return Optional.of(new Moment(from.now().plus(left), from.now()));
  }

  /** Objects a second since it began, or until it ended. */
  public Optional<String> speed() {
    if (started.isEmpty() || updated.isEmpty() || done == 0) {
      return Optional.empty();
    }
    long millis = Duration.between(started.get().at(), updated.get().at()).toMillis();
    return millis < 1000
        ? Optional.empty()
        : Optional.of(Numbers.grouped(Math.max(1, 1000 * done / millis)) + " a second");
  }
}
