package redoubt.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.admission.console.EnforcementPage;
import redoubt.registry.console.ImageFacts;
import redoubt.signatures.console.ForeignListPage;
import redoubt.signatures.console.SignersPage;
import redoubt.signatures.console.TrustParts;
import redoubt.web.Request;
import redoubt.web.console.Console;
import redoubt.web.console.Pill;

/** Lets the registry's pages show what content trust says of images. */
record TrustOnPages() implements ImageFacts {
  @Override
  public Map<String, Pill> glance(
      Console console, Request page, String repository, List<String> digests) {
    return TrustParts.glance(console, page, repository, digests);
  }

  @Override
  public Optional<About> about(
      Console console, Request page, String instance, String repository, String reference) {
    return TrustParts.about(console, page, instance, repository, reference)
        .map(trust -> new About(trust.view().pill(), trust.part()));
  }

  @Override
  public List<Link> links(String instance, String namespace) {
    return List.of(new Link(SignersPage.path(instance, namespace), "Signers and policy"));
  }

  @Override
  public List<Link> links(String instance) {
    return List.of(
        new Link(ForeignListPage.path(instance), "Other registries"),
        new Link(EnforcementPage.path(instance), "Enforcement"));
  }
}
