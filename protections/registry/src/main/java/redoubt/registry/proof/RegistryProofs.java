package redoubt.registry.proof;

import java.util.List;
import redoubt.core.Proof;
import redoubt.web.Route;

/** All attacks on the registry, in the order in which they are run. */
public final class RegistryProofs {
  private RegistryProofs() {}

  /**
   * @param routes of the registry: each is tried
   */
  public static List<Proof> of(ProvingGround ground, Disk disk, List<Route> routes) {
    return List.of(
        new ForeignTokenProof(ground, routes),
        new QuotaOverrunProof(ground),
        new DamagedBlobProof(ground, disk));
  }
}
