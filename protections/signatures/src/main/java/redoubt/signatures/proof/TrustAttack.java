package redoubt.signatures.proof;

import redoubt.core.NamedProof;

/** What all proofs of content trust have in common. */
abstract class TrustAttack extends NamedProof {
  private final ProvingGround ground;

  TrustAttack(ProvingGround ground, String name, String claim, String attack) {
    super("signatures." + name, claim, attack);
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
