package redoubt.keys.life;

import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.keys.imports.ImportTokens;
import redoubt.keys.sql.TenantKeys;
import redoubt.seal.Vault;

/** What becomes of an instance's keys, rings and policies when the instance is deleted. */
public final class InstanceEnd {
  private final Vault vault;

  public InstanceEnd(Vault vault) {
    this.vault = vault;
  }

  /**
   * Lets an instance go only when nothing that its keys guard could still be opened with them, and
   * then leaves nothing of it behind.
   *
   * @throws Failure {@code keys.instance-has-keys}
   */
  public void beforeDelete(Handle transaction, String instance) {
    long keys = TenantKeys.count(transaction, instance);
    if (keys > 0) {
      throw new Failure(
          Failure.Kind.CONFLICT,
          "keys.instance-has-keys",
          "The instance has " + keys + " keys that are not purged.",
          "Delete and purge its keys first: what they guard is lost with them.");
    }
    long signing = TenantKeys.countSigning(transaction, instance);
    if (signing > 0) {
      throw new Failure(
          Failure.Kind.CONFLICT,
          "keys.instance-has-keys",
          "The instance has " + signing + " keys that sign.",
          "Destroy them first: redoubt signing-key destroy NAME.");
    }
    for (UUID token : TenantKeys.importTokens(transaction, instance)) {
      vault.destroy(transaction, ImportTokens.secretName(instance, token));
    }
    TenantKeys.forget(transaction, instance);
  }
}
