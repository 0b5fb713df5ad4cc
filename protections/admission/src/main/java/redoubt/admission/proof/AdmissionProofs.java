package redoubt.admission.proof;

import java.util.List;
import redoubt.core.Proof;

/** All attacks on admission, in the order in which they are run. */
public final class AdmissionProofs {
  private AdmissionProofs() {}

  public static List<Proof> of(ProvingHouse house) {
    return List.of(
        new UnsignedProof(house),
        new RevokedProof(house),
        new ExpiredProof(house),
        new TransplantedProof(house),
        new MixedSignaturesProof(house),
        new TagMovedProof(house),
        new IndexAndChildProof(house),
        new OddImagesProof(house),
        new BypassesProof(house),
        new ForgedOutcomeProof(house),
        new StalePolicyProof(house),
        new WebhookDownProof(house));
  }
}
