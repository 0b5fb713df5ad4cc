package redoubt.signatures.sign;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Port: keys of tenants that sign, and whose private half is nowhere to be had. */
public interface SigningKeys {
  /** In which form a signature is wanted; the key decides the rest. */
  enum Form {
    /** As {@link redoubt.signatures.PublicKeys#verifies} reads it. */
    PLAIN,
    /** As a JWS has it. */
    JOSE
  }

  /**
   * The public side of a key.
   *
   * @param ring in which a role is needed to use it
   * @param chain its certificate first, up to one that signed itself; may be empty
   */
  record Key(UUID id, String name, String ring, PublicKey publicKey, List<X509Certificate> chain) {
    public Key {
      chain = List.copyOf(chain);
    }
  }

  /** By id or name. */
  Optional<Key> find(String instance, String idOrName);

  /**
   * Signs, and records it.
   *
   * @param about what is signed, for people
   * @throws redoubt.core.Failure when the key is disabled or gone
   */
  byte[] sign(String instance, UUID key, Form form, byte[] message, String about, String actor);
}
