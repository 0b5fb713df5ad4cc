package redoubt.keys.life;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.keys.Key;

/** What the policies of an instance say about new keys. */
public interface CreationRules {
  /**
   * Refuses a key that the instance's policies do not let come in: {@code
   * KEY_CREATE_IMPORT_ACCESS_ERR}.
   *
   * @param securely imported under an import token
   */
  void admit(Handle transaction, Key key, boolean securely);

  /**
   * Refuses material for a key that there is, at a rotation or restoration, that does not come
   * under an import token though it must: {@code KEY_CREATE_IMPORT_ACCESS_ERR}.
   */
  void admitMaterial(Handle transaction, String tenant, boolean securely);

  /**
   * Gives a key that was just inserted its policies: the overrides if there are any, else those of
   * the instance. Refuses a rotation policy for a key that is not a generated root key if it was
   * asked for, and leaves it out if it is the instance's.
   */
  void furnish(Handle transaction, Key key, Optional<PolicyOverrides> overrides);
}
