package redoubt.keys.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import redoubt.keys.KeyState;
import redoubt.web.console.Answer;
import redoubt.web.console.Moment;
import redoubt.web.console.Pill;
import redoubt.web.console.Tone;

/** A key as lists and pages show it; read from the API's representation. */
public record KeySummary(
    String id,
    String name,
    String description,
    List<String> aliases,
    List<String> tags,
    KeyState state,
    boolean extractable,
    boolean imported,
    boolean inHsm,
    String ring,
    String version,
    String bits,
    String createdBy,
    Optional<Moment> created,
    Optional<Moment> rotated,
    Optional<Moment> updated,
    Optional<Moment> expires,
    Optional<Moment> deleted,
    Optional<Moment> restorableUntil,
    Optional<Moment> purgeableFrom,
    Optional<Moment> purgedOn,
    boolean restorable,
    boolean purgeable,
    boolean twoToDelete,
    boolean setForDeletion,
    Optional<Integer> rotationMonths) {

  static KeySummary of(JsonNode key, Function<Instant, Moment> moments) {
    JsonNode rotation = key.path("rotation");
    JsonNode dualAuth = key.path("dualAuthDelete");
    return new KeySummary(
        key.path("id").asText(),
        key.path("name").asText(),
        key.path("description").asText(""),
        texts(key.path("aliases")),
        texts(key.path("tags")),
        KeyState.ofCode(key.path("state").asInt()).orElse(KeyState.ACTIVE),
        key.path("extractable").asBoolean(),
        key.path("imported").asBoolean(),
        key.path("inHsm").asBoolean(),
        key.path("keyRingID").asText("default"),
        key.path("keyVersion").path("id").asText(""),
        key.path("algorithmMetadata").path("bitLength").asText(""),
        key.path("createdBy").asText(""),
        Answer.time(key, "creationDate").map(moments),
        Answer.time(key, "lastRotateDate").map(moments),
        Answer.time(key, "lastUpdateDate").map(moments),
        Answer.time(key, "expirationDate").map(moments),
        Answer.time(key, "deletionDate").map(moments),
        Answer.time(key, "restoreExpirationDate").map(moments),
        Answer.time(key, "purgeAllowedFrom").map(moments),
        Answer.time(key, "purgeScheduledOn").map(moments),
        key.path("restoreAllowed").asBoolean(),
        key.path("purgeAllowed").asBoolean(),
        dualAuth.path("enabled").asBoolean(),
        dualAuth.path("keySetForDeletion").asBoolean(),
        rotation.path("enabled").asBoolean() && rotation.has("interval_month")
            ? Optional.of(rotation.path("interval_month").asInt())
            : Optional.empty());
  }

  public Pill pill() {
    return switch (state) {
      case ACTIVE -> new Pill(Tone.GOOD, "Active");
      case SUSPENDED -> new Pill(Tone.WARN, "Disabled");
      case DEACTIVATED -> new Pill(Tone.QUIET, "Expired");
      case DESTROYED -> new Pill(Tone.BAD, "Deleted");
    };
  }

  /** What the state means, in a sentence. */
  public String meaning() {
    return switch (state) {
      case ACTIVE -> extractable ? "Can be read by who may." : "Wraps and unwraps.";
      case SUSPENDED -> "Does nothing until it is enabled again.";
      case DEACTIVATED -> "Expired: unwraps what it wrapped before, wraps nothing new.";
      case DESTROYED -> "Does nothing. What it protects cannot be opened.";
    };
  }

  public String kind() {
    String kind = extractable ? "Standard key" : "Root key";
    return inHsm ? kind + " in the HSM" : imported ? kind + ", imported" : kind;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
