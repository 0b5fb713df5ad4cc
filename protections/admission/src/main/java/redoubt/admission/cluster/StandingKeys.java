package redoubt.admission.cluster;

import java.time.InstantSource;
import redoubt.admission.decide.Keys;
import redoubt.admission.policy.Requirement.SecretName;

/** Keys in secrets of a cluster, as they were read; a secret that was not yet is read soon. */
public record StandingKeys(Standing standing, Book book, InstantSource clock) implements Keys {
  @Override
  public Held of(SecretName secret, String namespace) {
    SecretKey.Place place =
        new SecretKey.Place(secret.namespace().orElse(namespace), secret.name());
    SecretKey key = standing.keys().get(place);
    if (key == null) {
      if (place.isOne()) {
        book.want(standing.asking().cluster(), place, clock.instant());
      }
      return new Held.Nothing(
          "The secret " + secret.name() + " was not read yet.", "Try again in some seconds.");
    }
    return key.keys().isEmpty()
        ? new Held.Nothing(
            key.said(),
            "Put the public key into the secret "
                + place.name()
                + " of the namespace "
                + place.namespace()
                + ", and let this server read it.")
        : new Held.Public(key.called().isEmpty() ? secret.name() : key.called(), key.keys());
  }
}
