package redoubt.core;

/** A proof whose name, claim and attack are the same whenever it is made. */
public abstract class NamedProof implements Proof {
  private final String id;
  private final String claim;
  private final String attack;

  protected NamedProof(String id, String claim, String attack) {
    this.id = id;
    this.claim = claim;
    this.attack = attack;
  }

  @Override
  public final String id() {
    return id;
  }

  @Override
  public final String claim() {
    return claim;
  }

  @Override
  public final String attack() {
    return attack;
  }
}
