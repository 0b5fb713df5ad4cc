package redoubt.admission.rehearse;

import redoubt.admission.cluster.SecretKey;
import redoubt.admission.cluster.Standing;
import redoubt.admission.decide.Keys;
import redoubt.admission.policy.Requirement.SecretName;

/**
 * Keys of the secrets that policies of the cluster name. Others are not read for who only tries a
 * policy: whoever may write policies there says which secrets this server reads.
 */
record ReadKeys(Standing standing, Keys keys) implements Keys {
  @Override
  public Held of(SecretName secret, String namespace) {
    SecretKey.Place place =
        new SecretKey.Place(secret.namespace().orElse(namespace), secret.name());
    return standing.keys().containsKey(place)
        ? keys.of(secret, namespace)
        : new Held.Nothing(
            "The secret "
                + place.name()
                + " of the namespace "
                + place.namespace()
                + " is named by no policy of the cluster yet, so its key was not read.",
            "Apply the policy where it does no harm, such as with mode: audit, and try again.");
  }
}
