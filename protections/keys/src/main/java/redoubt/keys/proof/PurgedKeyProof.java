package redoubt.keys.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import redoubt.keys.life.Deadlines;
import redoubt.keys.proof.ProvingGround.Call;
import redoubt.keys.proof.ProvingGround.Caller;
import redoubt.keys.proof.ProvingGround.Side;
import redoubt.keys.proof.sql.SealedBoxes;
import redoubt.store.Database;
import redoubt.web.Role;

/**
 * Purges keys that earlier runs left deleted, because a key can be purged four hours after its
 * deletion at the earliest. So it also keeps the proofs' instances from growing.
 */
public final class PurgedKeyProof extends KeyAttack {
  private static final Caller PURGER = new Caller(Side.HOME, Role.KEY_PURGE);

  /** Active keys of a run that a crash ended. */
  private static final Duration ABANDONED = Duration.ofHours(1);

  private static final int MOST = 500;

  private final Database database;

  public PurgedKeyProof(ProvingGround ground, Database database) {
    super(
        ground,
        "purged-key",
        "A purged key is gone: no call reaches it, and its sealed material is no more.",
        "Purged a key that an earlier run had deleted, looked for its sealed material in the"
            + " database, and asked to read, restore, purge and use it.");
    this.database = database;
  }

  private record Left(String id, Instant deletedAt) {
    Instant purgeable() {
      return deletedAt.plus(Deadlines.PURGE_WAIT);
    }

    String path() {
      return "/api/v2/keys/" + id;
    }
  }

  @Override
  Observation attempt(Trial trial) {
    sweep(trial);
    tidy(trial, new Caller(Side.FOREIGN, Role.KEY_PURGE), left(trial, Side.FOREIGN));
    List<Left> left = left(trial, Side.HOME);
    if (left.isEmpty()) {
      // So that the next run has one.
      Trial.MadeKey key = trial.rootKey(Side.HOME);
      trial.must(Trial.MANAGER, Call.delete(key.path()));
      left = left(trial, Side.HOME);
    }
    Left oldest = left.getFirst();
    if (trial.visit().now().isBefore(oldest.purgeable())) {
      return Observation.notTried(
          "A key can be purged 4 hours after its deletion: run the proofs again from "
              + oldest.purgeable()
              + ".");
    }
    Observation observation = examine(trial, oldest);
    tidy(trial, PURGER, left.subList(1, left.size()));
    return observation;
  }

  private Observation examine(Trial trial, Left key) {
    Findings findings = new Findings();
    findings.mustHold(boxes(trial, key) > 0, "The deleted key had no sealed material before");
    trial.must(PURGER, Call.delete(key.path() + "/purge"));
    findings.mustHold(boxes(trial, key) == 0, "The purged key's sealed material is still there");
    List<Call> calls =
        List.of(
            Call.get(key.path() + "/metadata"),
            Call.get(key.path()),
            Call.post(key.path() + "/restore", ""),
            Call.post(key.path() + "/actions/wrap", ""),
            Call.post(key.path() + "/actions/unwrap", Trial.unwrapping("e30=", List.of())));
    for (Call call : calls) {
      findings.mustBeRefused(
          call.method() + call.path().substring(key.path().length()) + " of the purged key",
          trial.call(Trial.MANAGER, call),
          404,
          "KEY_NOT_FOUND_ERR");
    }
    findings.mustBeRefused(
        "To purge it again",
        trial.call(PURGER, Call.delete(key.path() + "/purge")),
        404,
        "KEY_NOT_FOUND_ERR");
    return findings.observation(
        "Its sealed material was gone and all " + findings.refused() + " calls were refused.");
  }

  private int boxes(Trial trial, Left key) {
    return database.<Integer>read(
        handle -> SealedBoxes.ofKey(handle, trial.visit().instance(Side.HOME), key.id()));
  }

  /** Deletes what runs that were cut short left behind. */
  private static void sweep(Trial trial) {
    Instant before = trial.visit().now().minus(ABANDONED);
    for (Side side : Side.values()) {
      Caller manager = new Caller(side, Role.MANAGER);
      for (JsonNode key : keys(trial, side, "1,2,3")) {
        if (Instant.parse(key.path("creationDate").asText()).isBefore(before)) {
          trial.call(
              manager, Call.delete("/api/v2/keys/" + key.path("id").asText() + "?force=true"));
        }
      }
    }
  }

  private static void tidy(Trial trial, Caller purger, List<Left> left) {
    for (Left key : left) {
      if (!trial.visit().now().isBefore(key.purgeable())) {
        trial.call(purger, Call.delete(key.path() + "/purge"));
      }
    }
  }

  /** Deleted keys of proofs, the one that was deleted first before the others. */
  private static List<Left> left(Trial trial, Side side) {
    return keys(trial, side, "5").stream()
        .map(key ->
            new Left(
                key.path("id").asText(),
                // Shown in whole seconds: the next one is certainly after it.
                Instant.parse(key.path("deletionDate").asText()).plusSeconds(1)))
        .sorted(Comparator.comparing(Left::deletedAt))
        .toList();
  }

  private static List<JsonNode> keys(Trial trial, Side side, String states) {
    Answer answer =
        trial.must(
            new Caller(side, Role.MANAGER),
            Call.get("/api/v2/keys?limit=" + MOST + "&state=" + states));
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode key : answer.json().path("resources")) {
      if (key.path("name").asText().startsWith(Trial.PREFIX)) {
        found.add(key);
      }
    }
    return found;
  }
}
