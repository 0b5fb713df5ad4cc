package redoubt.seal;

import java.util.Map;
import org.jdbi.v3.core.Handle;

/**
 * Port of the seal: told of every change, inside the transaction of the change, as its last step.
 * The server connects it to the ledger.
 */
@FunctionalInterface
public interface SealJournal {
  /** Actor of what the server does by itself. */
  String BY_ITSELF = "time";

  /**
   * @param actor id of a user, or {@link #BY_ITSELF}
   * @param action {@code seal.noun.verb}
   * @param target id of a master key or an export, or empty
   * @param details no secret and nothing personal
   */
  void record(
      Handle transaction, String actor, String action, String target, Map<String, String> details);
}
