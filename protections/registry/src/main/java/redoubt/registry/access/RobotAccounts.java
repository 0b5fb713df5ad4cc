package redoubt.registry.access;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import redoubt.crypto.SecretBytes;
import redoubt.ledger.Entry;

/**
 * Port of the registry: the identities as which robots sign in. Every call is a part of the
 * caller's transaction, which records what the journal gets.
 */
public interface RobotAccounts {
  /**
   * Makes the account, which holds the robot's role in its part and nothing else, and an API key of
   * it that expires when the robot does.
   *
   * @return the key's text; whoever takes it closes it
   * @throws redoubt.core.Failure when somebody has the name, or the expiry is past
   */
  SecretBytes create(Handle transaction, Consumer<Entry> journal, String actor, Robot robot);

  /** The last time that it signed in, to within some minutes. */
  Optional<Instant> lastUsed(Handle handle, Robot robot);

  /** Ends the account with its key and tokens. Idempotent. */
  void end(Handle transaction, Consumer<Entry> journal, String actor, Robot robot);
}
