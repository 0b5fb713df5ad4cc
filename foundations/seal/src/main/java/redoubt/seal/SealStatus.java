package redoubt.seal;

import java.time.Instant;
import java.util.Optional;
import redoubt.crypto.MasterKeys;

/**
 * How the seal stands.
 *
 * @param masterId id of the current master key
 * @param secrets how many secrets there are
 * @param pending how many are not under the current master key yet
 * @param job the newest change of the master key, under way or ended
 * @param hsmTrouble why the configured hardware security module cannot be used
 */
public record SealStatus(
    MasterKeys.Kind provider,
    String masterId,
    Instant masterCreatedAt,
    long secrets,
    long pending,
    Optional<Job> job,
    boolean hsmConfigured,
    Optional<String> hsmTrouble) {
  /** States of a change of the master key. */
  public enum JobState {
    RUNNING("running"),
    /** Only secrets that do not open are left under an old master key, which therefore stays. */
    BLOCKED("blocked"),
    DONE("done"),
    /** Gave way to another change before it had begun. */
    DROPPED("dropped");

    private final String text;

    JobState(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }

    static JobState of(String text) {
      for (JobState state : values()) {
        if (state.text.equals(text)) {
          return state;
        }
      }
      throw new IllegalStateException("unknown state " + text);
    }
  }

  /**
   * A change of the master key.
   *
   * @param kind {@code rotate} or {@code migrate}
   * @param done how many of the {@code total} secrets have the new master key
   * @param problem why it does not get on at the moment
   */
  public record Job(
      String kind,
      JobState state,
      long done,
      long total,
      Instant startedAt,
      Optional<String> problem) {}
}
