package redoubt.signatures.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import redoubt.web.console.Answer;
import redoubt.web.console.Moment;
import redoubt.web.console.Pill;
import redoubt.web.console.Tone;
import redoubt.web.console.Who;

/**
 * Somebody who may sign, or might once.
 *
 * @param prints fingerprints of what its signatures are told by
 * @param terms what has to hold besides
 * @param endedWith another signer with the same key, who was revoked; empty if there is none
 * @param unread why what it is told by cannot be read; empty if it can
 */
public record SignerView(
    String name,
    String kind,
    List<String> prints,
    List<String> terms,
    Optional<Moment> added,
    Who addedBy,
    Optional<Moment> revoked,
    Who revokedBy,
    String reason,
    String endedWith,
    String unread) {
  static SignerView of(JsonNode json, Function<Instant, Moment> moments) {
    List<String> prints = new ArrayList<>();
    json.path("prints").forEach(print -> prints.add(print.asText()));
    List<String> terms = new ArrayList<>();
    json.path("terms")
        .properties()
        .forEach(term -> {
          String value = term.getValue().asText();
          terms.add(
              term.getKey() + (value.indexOf('\n') < 0 ? " " + FoundSignature.cut(value) : ""));
        });
    return new SignerView(
        json.path("name").asText(),
        json.path("kind").asText(),
        List.copyOf(prints),
        List.copyOf(terms),
        Answer.time(json, "addedAt").map(moments),
        Who.of(json, "addedBy"),
        Answer.time(json, "revokedAt").map(moments),
        Who.of(json, "revokedBy"),
        json.path("reason").asText(""),
        json.path("endedWith").asText(""),
        json.path("unread").asText(""));
  }

  public boolean isLive() {
    return revoked.isEmpty();
  }

  public Pill pill() {
    if (!isLive()) {
      return new Pill(Tone.BAD, "revoked");
    }
    if (!endedWith.isEmpty()) {
      return new Pill(Tone.BAD, "revoked as " + endedWith);
    }
    return unread.isEmpty()
        ? new Pill(Tone.GOOD, "may sign")
        : new Pill(Tone.WARN, "cannot be read");
  }

  /** What it is told by, in words. */
  public String kindWords() {
    return switch (kind) {
      case "key" -> "public key";
      case "certificate" -> "certificate authority";
      case "openpgp" -> "OpenPGP key";
      case "keyless" -> "identity";
      default -> kind;
    };
  }

  public String brief(String print) {
    return FoundSignature.brief(print);
  }
}
