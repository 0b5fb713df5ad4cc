package redoubt.admission.proof;

import java.util.Optional;
import redoubt.core.NamedProof;

/** What all proofs of admission have in common. */
abstract class AdmissionAttack extends NamedProof {
  private final ProvingHouse house;

  AdmissionAttack(ProvingHouse house, String name, String claim, String attack) {
    super("admission." + name, claim, attack);
    this.house = house;
  }

  @Override
  public final Observation attempt() throws Exception {
    Optional<String> registry = house.ground().registry();
    if (registry.isEmpty()) {
      return Observation.notTried(
          "The server listens on all addresses and does not know by which name images of it are"
              + " called: start it with --public-url.");
    }
    try (Trial trial = new Trial(house, registry.get())) {
      return attempt(trial);
    }
  }

  abstract Observation attempt(Trial trial) throws Exception;
}
