package redoubt.server.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Evidence.Outcome;
import redoubt.web.Request;
import redoubt.web.console.Answer;
import redoubt.web.console.Console;
import redoubt.web.console.Moment;
import redoubt.web.console.Pill;
import redoubt.web.console.Tone;

/**
 * Every claim of a set of protections with the last evidence for it. A proof that was never run
 * counts as not tried.
 */
public record Proofs(List<Claim> claims) {
  /** A claim, what was tried against it and what came of it. */
  public record Claim(
      String proof,
      String protection,
      String claim,
      String attack,
      String observation,
      Outcome outcome,
      Optional<Moment> at,
      Optional<String> ledgerEntry) {
    public Pill pill() {
      return Proofs.pill(outcome);
    }

    public String css() {
      return tone(outcome).css();
    }
  }

  public Proofs {
    claims = List.copyOf(claims);
  }

  /** What the proofs and the kept evidence say, as the caller may see it. */
  static Proofs read(Console console, Request request) {
    Map<String, JsonNode> last = new LinkedHashMap<>();
    for (JsonNode item : console.api().get(request, "/v1/evidence").items()) {
      last.put(item.path("proof").asText(), item);
    }
    List<Claim> claims = new ArrayList<>();
    for (JsonNode proof : console.api().get(request, "/v1/proofs").items()) {
      JsonNode evidence = last.get(proof.path("proof").asText());
      claims.add(claim(console, proof, Optional.ofNullable(evidence)));
    }
    return new Proofs(claims);
  }

  private static Claim claim(Console console, JsonNode proof, Optional<JsonNode> evidence) {
    return new Claim(
        proof.path("proof").asText(),
        proof.path("protection").asText(),
        proof.path("claim").asText(),
        proof.path("attack").asText(),
        evidence
            .map(it -> Answer.text(it, "observation").orElse("Shown to administrators."))
            .orElse("Never run on this server."),
        evidence.map(it -> outcome(it.path("outcome").asText())).orElse(Outcome.NOT_TRIED),
        evidence.flatMap(it -> Answer.time(it, "at")).map(console::moment),
        evidence.flatMap(it -> Answer.text(it, "ledgerEntry")));
  }

  /** Anything that is not plainly proven or failed was not tried. */
  private static Outcome outcome(String text) {
    return switch (text) {
      case "proven" -> Outcome.PROVEN;
      case "failed" -> Outcome.FAILED;
      default -> Outcome.NOT_TRIED;
    };
  }

  static Tone tone(Outcome outcome) {
    return switch (outcome) {
      case PROVEN -> Tone.GOOD;
      case FAILED -> Tone.BAD;
      case NOT_TRIED -> Tone.UNKNOWN;
    };
  }

  static Pill pill(Outcome outcome) {
    return switch (outcome) {
      case PROVEN -> new Pill(Tone.GOOD, "Proven");
      case FAILED -> new Pill(Tone.BAD, "Failed");
      case NOT_TRIED -> new Pill(Tone.UNKNOWN, "Not tried");
    };
  }

  public Proofs of(String protection) {
    return new Proofs(
        claims.stream().filter(claim -> claim.protection().equals(protection)).toList());
  }

  /** Failed ones first, then those not tried. */
  public Proofs worstFirst() {
    return new Proofs(
        claims.stream()
            .sorted(java.util.Comparator.comparingInt(claim -> rank(claim.outcome())))
            .toList());
  }

  private static int rank(Outcome outcome) {
    return switch (outcome) {
      case FAILED -> 0;
      case NOT_TRIED -> 1;
      case PROVEN -> 2;
    };
  }

  public long count(Outcome outcome) {
    return claims.stream().filter(claim -> claim.outcome() == outcome).count();
  }

  public long proven() {
    return count(Outcome.PROVEN);
  }

  public long failed() {
    return count(Outcome.FAILED);
  }

  public long notTried() {
    return count(Outcome.NOT_TRIED);
  }

  public boolean isEmpty() {
    return claims.isEmpty();
  }

  /** When something was tried last. */
  public Optional<Moment> latest() {
    return claims.stream()
        .flatMap(claim -> claim.at().stream())
        .max(java.util.Comparator.comparing(Moment::at));
  }

  /** The whole in a few words: a failure outweighs everything, and silence proves nothing. */
  public Pill pill() {
    if (isEmpty()) {
      return new Pill(Tone.UNKNOWN, "No claims");
    }
    if (failed() > 0) {
      return new Pill(Tone.BAD, failed() + (failed() == 1 ? " claim failed" : " claims failed"));
    }
    if (notTried() == claims.size()) {
      return new Pill(Tone.UNKNOWN, "Not tried");
    }
    return notTried() > 0
        ? new Pill(Tone.WARN, notTried() + " not tried")
        : new Pill(Tone.GOOD, "Proven");
  }

  /** One sentence for the head of a page. */
  public String verdict() {
    if (isEmpty()) {
      return "No protection makes a claim yet";
    }
    if (failed() > 0) {
      return failed()
          + " of "
          + claims.size()
          + (failed() == 1 ? " claims does" : " claims do")
          + " not hold";
    }
    if (notTried() == claims.size()) {
      return "Nothing has been tried yet";
    }
    return notTried() > 0
        ? proven() + " of " + claims.size() + " claims proven"
        : claims.size() == 1 ? "Its claim is proven" : "All " + claims.size() + " claims proven";
  }
}
