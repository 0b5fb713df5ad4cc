package redoubt.signatures.proof;

import redoubt.core.Proof;

/** What all proofs of content trust have in common. */
abstract class TrustAttack implements Proof {
  private final ProvingGround ground;
  private final String name;
  private final String claim;
  private final String attack;

  TrustAttack(ProvingGround ground, String name, String claim, String attack) {
    this.ground = ground;
    this.name = name;
    this.claim = claim;
    this.attack = attack;
  }

  @Override
  public final String id() {
    return "signatures." + name;
  }

  @Override
  public final String claim() {
    return claim;
  }

  @Override
  public final String attack() {
    return attack;
  }

  @Override
  public final Observation attempt() throws Exception {
    try (Trial trial = new Trial(ground)) {
      return attempt(trial);
    }
  }

  abstract Observation attempt(Trial trial) throws Exception;
}
