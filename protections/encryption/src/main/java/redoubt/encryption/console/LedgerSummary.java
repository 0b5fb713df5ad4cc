package redoubt.encryption.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import redoubt.encryption.census.Standing;
import redoubt.encryption.census.Verdict;
import redoubt.web.console.Answer;
import redoubt.web.console.Moment;
import redoubt.web.console.Numbers;
import redoubt.web.console.Pill;
import redoubt.web.console.Tone;

/**
 * An encryption ledger in figures, as the API shows it.
 *
 * @param seen whether this server read it; else a user says so
 * @param guarded objects of the resources that must be encrypted
 * @param standings of those; every standing is there
 * @param byKeyId how many objects are under each key_id of the cluster
 * @param entry of the Merkle ledger
 */
public record LedgerSummary(
    String id,
    boolean seen,
    Moment at,
    String source,
    long revision,
    Verdict verdict,
    long objects,
    long guarded,
    Map<Standing, Long> standings,
    Map<String, Long> byKeyId,
    long tried,
    long opened,
    String entry) {

  static LedgerSummary of(JsonNode json, Function<Instant, Moment> moments) {
    Map<Standing, Long> standings = new EnumMap<>(Standing.class);
    for (Standing standing : Standing.values()) {
      standings.put(standing, json.path("standings").path(standing.text()).asLong());
    }
    Map<String, Long> byKeyId = new java.util.TreeMap<>();
    json.path("byKeyId")
        .properties()
        .forEach(field -> byKeyId.put(field.getKey(), field.getValue().asLong()));
    return new LedgerSummary(
        json.path("id").asText(),
        json.path("origin").asText().equals("seen"),
        moments.apply(Answer.time(json, "storedAt").orElse(Instant.EPOCH)),
        json.path("source").asText(),
        json.path("revision").asLong(),
        verdict(json.path("verdict").asText()),
        json.path("objects").asLong(),
        json.path("protected").asLong(),
        standings,
        byKeyId,
        json.path("samples").path("tried").asLong(),
        json.path("samples").path("opened").asLong(),
        json.path("entry").asText());
  }

  /** Anything that is not known shows nothing. */
  private static Verdict verdict(String text) {
    for (Verdict verdict : Verdict.values()) {
      if (verdict.text().equals(text)) {
        return verdict;
      }
    }
    return Verdict.EMPTY;
  }

  public long count(Standing standing) {
    return standings.getOrDefault(standing, 0L);
  }

  /** Objects that must be encrypted as expected, and are not. */
  public long offending() {
    return standings.entrySet().stream()
        .filter(entry -> entry.getKey().isOffending())
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Encrypted, under the current key as far as that was said. */
  public long sound() {
    return count(Standing.CURRENT) + count(Standing.ENCRYPTED);
  }

  public Pill pill() {
    return switch (verdict) {
      case PROTECTED -> new Pill(Tone.GOOD, "Protected");
      case UNPROTECTED -> new Pill(Tone.BAD, "Not protected");
      case UNPROVEN -> new Pill(Tone.BAD, "Does not open");
      case EMPTY -> new Pill(Tone.UNKNOWN, "Nothing to see");
    };
  }

  /** What is wrong, by kind; empty when nothing is. */
  public String faults() {
    return Arrays.stream(Standing.values())
        .filter(standing -> standing.isOffending() && count(standing) > 0)
        .map(standing -> Numbers.grouped(count(standing)) + " " + StandingBar.words(standing))
        .collect(Collectors.joining(", "));
  }

  /** What was seen, in one sentence. */
  public String sentence() {
    return switch (verdict) {
      case PROTECTED ->
          "All "
              + Numbers.of(guarded, "object")
              + " that must be encrypted are encrypted"
              + (count(Standing.STALE) == 0
                  ? "."
                  : ", " + Numbers.grouped(count(Standing.STALE)) + " under an earlier key.");
      case UNPROTECTED ->
          Numbers.grouped(offending())
              + " of "
              + Numbers.of(guarded, "object")
              + " that must be encrypted "
              + (offending() == 1 ? "is not." : "are not.");
      case UNPROVEN ->
          Numbers.grouped(tried - opened)
              + " of "
              + Numbers.of(tried, "sample")
              + " did not open, though they look encrypted.";
      case EMPTY -> "There is no object that must be encrypted, so nothing was shown.";
    };
  }
}
