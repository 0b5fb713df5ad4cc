package redoubt.registry.http;

import java.util.List;
import java.util.stream.Stream;
import redoubt.registry.Namespaces;
import redoubt.registry.SignatureObjects;
import redoubt.registry.TrustCollections;
import redoubt.registry.access.TokenDesk;
import redoubt.registry.manifests.Manifests;
import redoubt.registry.push.Blobs;
import redoubt.registry.push.Uploads;
import redoubt.web.Route;

/** All routes of the room. */
public final class RegistryRoutes {
  private RegistryRoutes() {}

  public static List<Route> of(
      Namespaces namespaces,
      Uploads uploads,
      Blobs blobs,
      Manifests manifests,
      TokenDesk tokens,
      SignatureObjects signatures,
      TrustCollections trust) {
    return Stream.of(
            new TokenRoutes(namespaces, tokens).routes(),
            new ListRoutes(namespaces, manifests).routes(),
            new BlobRoutes(namespaces, blobs).routes(),
            new UploadRoutes(namespaces, uploads).routes(),
            new ManifestRoutes(namespaces, manifests).routes(),
            new NamespaceRoutes(namespaces).routes(),
            new SignatureRoutes(namespaces, signatures).routes(),
            new TrustRoutes(namespaces, trust).routes())
        .flatMap(List::stream)
        .toList();
  }
}
