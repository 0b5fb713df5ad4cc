package redoubt.crypto.hsm;

import redoubt.crypto.HardwareKeys;
import redoubt.crypto.MasterKeys;

/** Root keys in a token, labelled {@code redoubt-key/ID}. */
public final class HsmKeys implements HardwareKeys {
  private final KeyOperations operations;

  public HsmKeys(HsmToken token) {
    this.operations = new KeyOperations(token);
  }

  /** Does nothing when there is a key of that id. */
  @Override
  public void create(String id) {
    operations.create(label(id));
  }

  @Override
  public byte[] seal(String id, byte[] plaintext, byte[] aad) {
    return operations.seal(label(id), plaintext, aad);
  }

  @Override
  public byte[] open(String id, byte[] box, byte[] aad) {
    return operations.open(label(id), box, aad);
  }

  @Override
  public void destroy(String id) {
    operations.destroy(label(id));
  }

  private static String label(String id) {
    MasterKeys.requireId(id);
    return "redoubt-key/" + id;
  }
}
