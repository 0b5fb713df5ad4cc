package redoubt.keys.life;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import redoubt.crypto.SecretBytes;

/**
 * What a caller asks for who creates or imports a key; fields are within their limits already.
 *
 * @param payload material that came in the clear
 * @param parcel material that came under the import token
 * @param overrides policies instead of those of the instance; empty for a plain creation
 */
public record NewKey(
    String tenant,
    String ring,
    String name,
    Optional<String> description,
    List<String> tags,
    List<String> aliases,
    boolean extractable,
    boolean inHsm,
    Optional<Instant> expiresAt,
    Optional<SecretBytes> payload,
    Optional<SecureImport.Parcel> parcel,
    Optional<PolicyOverrides> overrides) {
  boolean imported() {
    return payload.isPresent() || parcel.isPresent();
  }
}
