package redoubt.crypto.hsm;

import java.util.Optional;
import redoubt.core.Failure;
import redoubt.crypto.MasterKeys;
import redoubt.crypto.SecretBytes;

/** Master keys in a token, labelled {@code redoubt-master/ID}; made there, and never read. */
public final class HsmMasterKeys implements MasterKeys {
  private final HsmToken token;
  private final KeyOperations operations;

  /** The token is the caller's to close. */
  public HsmMasterKeys(HsmToken token) {
    this.token = token;
    this.operations = new KeyOperations(token);
  }

  @Override
  public Kind kind() {
    return Kind.PKCS11;
  }

  @Override
  public void create(String id) {
    operations.create(label(id));
  }

  @Override
  public byte[] wrap(String id, SecretBytes secret, byte[] aad) {
    return secret.use(bytes -> operations.seal(label(id), bytes, aad));
  }

  @Override
  public SecretBytes unwrap(String id, byte[] box, byte[] aad) {
    return SecretBytes.owning(operations.open(label(id), box, aad));
  }

  @Override
  public boolean holds(String id) {
    return operations.holds(label(id));
  }

  @Override
  public Optional<Failure> health() {
    return token.health();
  }

  /** Memory never holds anything of a key. */
  @Override
  public void forget(String id) {}

  @Override
  public void destroy(String id) {
    operations.destroy(label(id));
  }

  @Override
  public void close() {}

  private static String label(String id) {
    MasterKeys.requireId(id);
    return "redoubt-master/" + id;
  }
}
