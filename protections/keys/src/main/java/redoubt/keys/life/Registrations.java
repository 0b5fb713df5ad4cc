package redoubt.keys.life;

import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** What uses a key, as the services have told. */
public interface Registrations {
  /** Whether registrations speak against a deletion. */
  enum Hold {
    /** Nothing is registered. */
    NONE,
    /** Something is registered: only a forced deletion passes. */
    REGISTERED,
    /** A registration has {@code preventKeyDeletion}: no deletion passes. */
    PREVENTS_DELETION
  }

  Hold hold(Handle transaction, String tenant, UUID key);

  /** Drops all registrations of a key that is deleted with force. */
  void drop(Handle transaction, String tenant, UUID key);
}
