package redoubt.signatures.trust;

import java.util.Optional;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.gpg.IdentityRule;
import redoubt.signatures.gpg.SimpleSigning;

/**
 * By which name a signature has to call its image.
 *
 * @param registry as the users of this one call it, perhaps with a port
 */
public record Naming(String registry, IdentityRule rule) {
  /** Whether a signature calls the image so; one that calls it by no name does not. */
  boolean accepts(Asked asked, Fact fact) {
    return said(fact).filter(name -> rule.accepts(asked.name(registry), name)).isPresent();
  }

  private Optional<String> said(Fact fact) {
    if (fact.format() == Format.NOTARY_V1) {
      String gun = fact.claims().getOrDefault("gun", "");
      String host = gun.indexOf('/') < 0 ? "" : gun.substring(0, gun.indexOf('/'));
      boolean named = host.contains(".") || host.contains(":") || host.equals("localhost");
      return Optional.of(
          (named ? gun : registry + "/" + gun) + ":" + fact.claims().getOrDefault("tag", ""));
    }
    return Optional.ofNullable(fact.claims().get(SimpleSigning.REFERENCE));
  }
}
