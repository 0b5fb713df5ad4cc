package redoubt.encryption.proof;

import java.util.Optional;
import redoubt.core.NamedProof;
import redoubt.crypto.SecretBytes;

/** An attack on a plugin of the proof's own, which guards no cluster of anybody. */
abstract class PluginAttack extends NamedProof {
  private static final int SEED = 32;

  private final ProofGround ground;
  private final Plugins plugins;

  PluginAttack(ProofGround ground, Plugins plugins, String name, String claim, String attack) {
    super("encryption." + name, claim, attack);
    this.ground = ground;
    this.plugins = plugins;
  }

  @Override
  public final Observation attempt() throws Exception {
    Optional<String> missing = missing().or(plugins::missing);
    if (missing.isPresent()) {
      return Observation.notTried(missing.get());
    }
    try (OwnGround own = new OwnGround(ground, plugins)) {
      return attempt(own);
    }
  }

  /** What else is wanting. */
  Optional<String> missing() {
    return Optional.empty();
  }

  abstract Observation attempt(OwnGround own) throws Exception;

  /** What an API server has a plugin wrap. */
  static SecretBytes seed() {
    return SecretBytes.random(SEED);
  }
}
