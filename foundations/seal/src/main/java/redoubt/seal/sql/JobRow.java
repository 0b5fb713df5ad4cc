package redoubt.seal.sql;

import java.time.Instant;
import java.util.Optional;

/** A change of the master key, under way or ended. */
public record JobRow(
    long id,
    String kind,
    String masterId,
    String state,
    long total,
    long broken,
    Optional<String> problem,
    Instant startedAt,
    String startedBy) {
  public static final String ROTATE = "rotate";
  public static final String MIGRATE = "migrate";
  public static final String RUNNING = "running";
  public static final String BLOCKED = "blocked";
  public static final String DONE = "done";
  public static final String DROPPED = "dropped";

  public boolean isOpen() {
    return state.equals(RUNNING) || state.equals(BLOCKED);
  }
}
