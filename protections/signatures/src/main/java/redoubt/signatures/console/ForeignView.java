package redoubt.signatures.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import redoubt.web.console.Answer;
import redoubt.web.console.Moment;
import redoubt.web.console.Pill;
import redoubt.web.console.Tone;

/**
 * An image of another registry.
 *
 * @param places clusters, with a namespace of each
 * @param running digests that nodes say they run
 * @param namespace whose signers count for it; empty when no namespace covers it
 * @param why it is trusted or not, or cannot be asked for
 * @param problem why its registry was not asked or did not answer; empty when neither is so
 */
public record ForeignView(
    String image,
    Pill pill,
    List<String> places,
    List<String> running,
    Optional<String> namespace,
    Optional<String> digest,
    Optional<Moment> asked,
    String why,
    String problem) {
  private static final int FEW = 3;

  static ForeignView of(JsonNode json, Function<Instant, Moment> moments) {
    List<String> places = new ArrayList<>();
    json.path("places")
        .forEach(place ->
            places.add(place.path("cluster").asText() + "/" + place.path("namespace").asText()));
    List<String> running = new ArrayList<>();
    json.path("running").forEach(digest -> running.add(digest.asText()));
    return new ForeignView(
        json.path("image").asText(),
        pill(json),
        places,
        running,
        Answer.text(json, "namespace"),
        Answer.text(json, "digest"),
        Answer.time(json, "askedAt").map(moments),
        json.path("said").asText(""),
        json.path("problem").asText(""));
  }

  private static Pill pill(JsonNode json) {
    if (json.has("trusted")) {
      return TrustParts.pill(json);
    }
    boolean refused = json.has("problem");
    if (!json.has("namespace")) {
      return new Pill(Tone.QUIET, refused ? "not asked for" : "not covered");
    }
    return refused ? new Pill(Tone.WARN, "not known") : new Pill(Tone.UNKNOWN, "being judged");
  }

  /** Nobody has to do anything about it. */
  boolean isTrusted() {
    return pill.tone() == Tone.GOOD;
  }

  public boolean isCovered() {
    return namespace.isPresent();
  }

  /** Where it is named, as far as a line has room. */
  public String somePlaces() {
    return places.stream().limit(FEW).collect(Collectors.joining(", "))
        + (places.size() > FEW ? " and " + (places.size() - FEW) + " more" : "");
  }

  /** What is said beside the pill; empty where that says it all. */
  public String beside() {
    return !problem.isEmpty() ? problem : isTrusted() ? "" : why;
  }

  /** Its name, without tag and digest. */
  public String repository() {
    return image.replaceFirst("@.*", "").replaceFirst(":[^/:]*$", "");
  }

  public String brief(String of) {
    return FoundSignature.brief(of);
  }

  /** What runs, other than what the name means. */
  public List<String> others() {
    return running.stream().filter(one -> !digest.equals(Optional.of(one))).toList();
  }
}
