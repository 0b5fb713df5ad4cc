package redoubt.keys.proof;

import redoubt.core.NamedProof;

/** What all proofs of keys have in common. */
abstract class KeyAttack extends NamedProof {
  private final ProvingGround ground;
  private final String name;

  KeyAttack(ProvingGround ground, String name, String claim, String attack) {
    super("keys." + name, claim, attack);
    this.ground = ground;
    this.name = name;
  }

  @Override
  public final Observation attempt() throws Exception {
    try (Trial trial = new Trial(ground, name)) {
      return attempt(trial);
    }
  }

  abstract Observation attempt(Trial trial) throws Exception;
}
