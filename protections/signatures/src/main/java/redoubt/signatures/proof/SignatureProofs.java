package redoubt.signatures.proof;

import java.util.List;
import redoubt.core.Proof;

/** All attacks on content trust, in the order in which they are run. */
public final class SignatureProofs {
  private SignatureProofs() {}

  public static List<Proof> of(ProvingGround ground, Foresight foresight) {
    return List.of(
        new UnsignedProof(ground),
        new WronglySignedProof(ground),
        new RevokedProof(ground),
        new ExpiredProof(ground, foresight),
        new TransplantedProof(ground),
        new IndexAndChildProof(ground),
        new TagRolledBackProof(ground),
        new FrozenTimestampProof(ground, foresight));
  }
}
