package redoubt.keys.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import redoubt.keys.KeyState;
import redoubt.web.console.Answer;
import redoubt.web.console.LifeLine;
import redoubt.web.console.LifeLine.Event;
import redoubt.web.console.LifeLine.Stretch;
import redoubt.web.console.Moment;
import redoubt.web.console.Tone;

/**
 * The life of a key, from its versions and, for who may read it, the ledger. Without the ledger
 * only the last suspension is known.
 */
final class KeyHistory {
  private record Turn(Instant at, KeyState state, String label) {}

  private KeyHistory() {}

  static LifeLine of(
      KeySummary key, List<JsonNode> versionsNewestFirst, List<JsonNode> ledger, Instant now) {
    List<Event> events = new ArrayList<>();
    versions(versionsNewestFirst, events);
    key.expires()
        .map(Moment::at)
        .ifPresent(at -> events.add(new Event(at, at.isAfter(now) ? "Expires" : "Expired", "")));
    key.restorableUntil()
        .map(Moment::at)
        .filter(at -> at.isAfter(now))
        .ifPresent(at -> events.add(new Event(at, "Last moment to restore", "")));
    key.purgedOn()
        .map(Moment::at)
        .filter(at -> at.isAfter(now))
        .ifPresent(at -> events.add(new Event(at, "Purged for good", "")));
    List<Turn> turns = turns(key, ledger, now);
    turns.forEach(turn -> events.add(new Event(turn.at(), turn.label(), "")));
    return new LifeLine(stretches(key, turns, now), events, now);
  }

  private static void versions(List<JsonNode> newestFirst, List<Event> events) {
    int number = newestFirst.size();
    for (JsonNode version : newestFirst) {
      int of = number--;
      Answer.time(version, "creationDate")
          .ifPresent(at ->
              events.add(
                  new Event(at, of == 1 ? "Created" : "Rotated to version " + of, "v" + of)));
    }
  }

  private static List<Turn> turns(KeySummary key, List<JsonNode> ledger, Instant now) {
    List<Turn> turns = new ArrayList<>();
    for (JsonNode entry : ledger) {
      Optional<Instant> at = Answer.time(entry, "at");
      if (at.isPresent() && entry.path("outcome").asText().equals("ok")) {
        turn(entry.path("action").asText(), at.get()).ifPresent(turns::add);
      }
    }
    if (turns.stream().noneMatch(turn -> turn.state() == KeyState.DESTROYED)) {
      key.deleted()
          .ifPresent(moment -> turns.add(new Turn(moment.at(), KeyState.DESTROYED, "Deleted")));
    }
    if (key.state() == KeyState.SUSPENDED
        && turns.stream().noneMatch(turn -> turn.state() == KeyState.SUSPENDED)) {
      key.updated()
          .ifPresent(moment -> turns.add(new Turn(moment.at(), KeyState.SUSPENDED, "Disabled")));
    }
    turns.sort(Comparator.comparing(Turn::at));
    return turns.stream().filter(turn -> !turn.at().isAfter(now)).toList();
  }

  private static Optional<Turn> turn(String action, Instant at) {
    return switch (action) {
      case "kms.secrets.disable" -> Optional.of(new Turn(at, KeyState.SUSPENDED, "Disabled"));
      case "kms.secrets.enable" -> Optional.of(new Turn(at, KeyState.ACTIVE, "Enabled"));
      case "kms.secrets.delete" -> Optional.of(new Turn(at, KeyState.DESTROYED, "Deleted"));
      case "kms.secrets.restore" -> Optional.of(new Turn(at, KeyState.ACTIVE, "Restored"));
      default -> Optional.empty();
    };
  }

  private static List<Stretch> stretches(KeySummary key, List<Turn> turns, Instant now) {
    Instant from = key.created().map(Moment::at).orElse(now);
    KeyState state = KeyState.ACTIVE;
    List<Turn> all = new ArrayList<>(turns);
    key.expires()
        .map(Moment::at)
        .filter(at -> !at.isAfter(now))
        .ifPresent(at -> all.add(new Turn(at, KeyState.DEACTIVATED, "Expired")));
    all.sort(Comparator.comparing(Turn::at));
    List<Stretch> stretches = new ArrayList<>();
    for (Turn turn : all) {
      stretches.add(stretch(state, from, turn.at()));
      from = turn.at();
      state = turn.state();
    }
    stretches.add(stretch(key.state(), from, now));
    return stretches;
  }

  private static Stretch stretch(KeyState state, Instant from, Instant to) {
    return switch (state) {
      case ACTIVE -> new Stretch(from, to, Tone.GOOD, "Active");
      case SUSPENDED -> new Stretch(from, to, Tone.WARN, "Disabled");
      case DEACTIVATED -> new Stretch(from, to, Tone.QUIET, "Expired");
      case DESTROYED -> new Stretch(from, to, Tone.BAD, "Deleted");
    };
  }
}
