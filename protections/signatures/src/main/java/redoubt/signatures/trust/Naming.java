package redoubt.signatures.trust;

import java.util.Optional;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.Signer;
import redoubt.signatures.gpg.IdentityRule;
import redoubt.signatures.gpg.SimpleSigning;

/**
 * By which name a signature has to call its image.
 *
 * @param registry as the users of this one call it, perhaps with a port
 */
public record Naming(String registry, IdentityRule rule) {
  /** Why a signature does not call the image so, as a sentence; empty if it does. */
  Optional<String> refusal(Asked asked, Fact fact) {
    Optional<String> said = said(fact);
    if (said.isEmpty()) {
      return Optional.of(
          "It calls the image by no name, as signatures in the format "
              + PolicyReader.word(fact.format())
              + " do, and a name is asked for here.");
    }
    return rule.accepts(asked.name(registry), said.get())
        ? Optional.empty()
        : Optional.of(
            "It calls the image "
                + Signer.cut(said.get())
                + ", which does not fit what is asked for here: "
                + asked.name(registry)
                + ".");
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
