package redoubt.registry.http;

import java.util.List;
import java.util.stream.Stream;
import redoubt.registry.Namespaces;
import redoubt.registry.SignatureObjects;
import redoubt.registry.TrustCollections;
import redoubt.registry.access.TokenDesk;
import redoubt.registry.life.Life;
import redoubt.registry.manifests.Manifests;
import redoubt.registry.push.Uploads;
import redoubt.registry.quota.Quotas;
import redoubt.registry.quota.Traffic;
import redoubt.web.Route;

/** All routes of the room. */
public final class RegistryRoutes {
  private RegistryRoutes() {}

  /** What tells of usage and what counts it. */
  public record Measures(Quotas quotas, Traffic traffic) {}

  /** What the routes are about. */
  public record Parts(
      Namespaces namespaces,
      Uploads uploads,
      Pulls pulls,
      Life life,
      Measures measures,
      TokenDesk tokens,
      SignatureObjects signatures,
      TrustCollections trust) {}

  public static List<Route> of(Parts parts) {
    Namespaces namespaces = parts.namespaces();
    Manifests manifests = parts.pulls().manifests();
    Life life = parts.life();
    Traffic traffic = parts.measures().traffic();
    Quotas quotas = parts.measures().quotas();
    return Stream.of(
            new TokenRoutes(namespaces, parts.tokens()).routes(),
            new ListRoutes(namespaces, manifests).routes(),
            new BlobRoutes(namespaces, parts.pulls(), traffic).routes(),
            new UploadRoutes(namespaces, parts.uploads()).routes(),
            new ManifestRoutes(namespaces, parts.pulls(), traffic).routes(),
            new NamespaceRoutes(namespaces, quotas, life.trash()).routes(),
            new ImageRoutes(namespaces, manifests, life).routes(),
            new RetentionRoutes(namespaces, life.retention()).routes(),
            new QuotaRoutes(quotas).routes(),
            new CareRoutes(life.recount(), life.scrub()).routes(),
            new SignatureRoutes(namespaces, parts.signatures()).routes(),
            new TrustRoutes(namespaces, parts.trust()).routes())
        .flatMap(List::stream)
        .toList();
  }
}
