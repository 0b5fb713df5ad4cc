package redoubt.keys.proof;

import java.util.List;
import redoubt.core.Proof;
import redoubt.seal.Vault;
import redoubt.store.Database;
import redoubt.web.Route;

/** All attacks on keys, in the order in which they are run. */
public final class KeyProofs {
  private KeyProofs() {}

  /**
   * @param routes of the keys: each is tried
   */
  public static List<Proof> of(
      ProvingGround ground, Database database, Vault vault, List<Route> routes) {
    return List.of(
        new ForeignTenantProof(ground, routes),
        new WrongRoleProof(ground, routes),
        new TamperedCiphertextProof(ground),
        new WrongAadProof(ground),
        new DisabledKeyProof(ground),
        new ExpiredKeyProof(ground),
        new DeletedKeyProof(ground),
        new PurgedKeyProof(ground, database),
        new ReplayedImportTokenProof(ground),
        new ExpiredImportTokenProof(ground),
        new SwappedRowsProof(ground, database, vault::open),
        new PlaintextAtRestProof(ground));
  }
}
