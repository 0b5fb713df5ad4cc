package redoubt.registry.proof;

import redoubt.core.NamedProof;

/** What all proofs of the registry have in common. */
abstract class RegistryAttack extends NamedProof {
  private final ProvingGround ground;

  RegistryAttack(ProvingGround ground, String name, String claim, String attack) {
    super("registry." + name, claim, attack);
    this.ground = ground;
  }

  @Override
  public final Observation attempt() throws Exception {
    try (Trial trial = new Trial(ground)) {
      return attempt(trial);
    }
  }

  abstract Observation attempt(Trial trial) throws Exception;
}
