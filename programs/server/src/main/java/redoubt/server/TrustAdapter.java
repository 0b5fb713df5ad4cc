package redoubt.server;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.registry.TrustCollections;
import redoubt.signatures.tufserver.Published;
import redoubt.signatures.tufserver.TrustFile;
import redoubt.signatures.tufserver.TrustPlace;
import redoubt.signatures.tufserver.TrustReader;
import redoubt.signatures.tufserver.TrustServer;

/** What the registry serves of signed collections is content trust's Notary v1 server. */
record TrustAdapter(TrustServer server) implements TrustCollections {
  static TrustAdapter on(Foundations on) {
    return new TrustAdapter(server(on, new CollectionChanges(on)));
  }

  static TrustServer server(Foundations on, Published published) {
    return new TrustServer(
        on.database(),
        on.vault(),
        new TrustRootKeys(on),
        on.ledger(),
        on.identity().instances()::requireLive,
        published,
        on.clock());
  }

  private static TrustPlace place(Collection collection) {
    return new TrustPlace(collection.instance(), collection.gun(), collection.repository());
  }

  private static Optional<File> file(Optional<TrustFile> found) {
    return found.map(file -> new File(file.bytes(), file.at()));
  }

  @Override
  public Optional<File> current(Collection collection, String role) {
    return file(server.current(place(collection), role));
  }

  @Override
  public Optional<File> byHash(Collection collection, String role, String sha256) {
    return file(server.byHash(place(collection), role, sha256));
  }

  @Override
  public Optional<File> byVersion(Collection collection, String role, int version) {
    return file(server.byVersion(place(collection), role, version));
  }

  @Override
  public String key(Collection collection, String role, String actor) {
    return server.key(place(collection), role, actor).json();
  }

  @Override
  public String newKey(Collection collection, String role, String actor) {
    return server.rotateKey(place(collection), role, actor).json();
  }

  @Override
  public void publish(Collection collection, Map<String, byte[]> files, String actor) {
    server.publish(place(collection), files, actor);
  }

  @Override
  public void delete(Collection collection, String actor) {
    server.delete(place(collection), actor);
  }

  @Override
  public List<Change> changes(
      List<Reader> readable, Optional<String> gun, long from, boolean backwards, int limit) {
    List<TrustReader> readers =
        readable.stream()
            .map(one ->
                new TrustReader(one.instance(), one.all(), one.namespaces(), one.repositories()))
            .toList();
    return server.changes(readers, gun, from, backwards, limit).stream()
        .map(change ->
            new Change(
                change.id(),
                change.at(),
                change.gun(),
                change.version(),
                change.sha256(),
                change.category()))
        .toList();
  }
}
