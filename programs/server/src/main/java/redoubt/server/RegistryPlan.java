package redoubt.server;

import java.io.IOException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.identity.InstanceParts;
import redoubt.outward.Outside;
import redoubt.registry.Namespaces;
import redoubt.registry.RegistryFailures;
import redoubt.registry.RegistryRoom;
import redoubt.registry.content.ContentStore;
import redoubt.registry.content.FileStore;
import redoubt.registry.content.s3.S3Login;
import redoubt.registry.content.s3.S3Store;
import redoubt.registry.events.Listener;
import redoubt.registry.life.OneStore;
import redoubt.registry.proof.ProvingGround;
import redoubt.registry.sql.NamespaceRows;
import redoubt.server.ImageOptions.ImagePlace;
import redoubt.signatures.SignaturesRoom;
import redoubt.web.Room;

/** How the registry is built: its content lies in a directory of its own. */
final class RegistryPlan {
  private RegistryPlan() {}

  static RoomPlan plan() {
    return new RoomPlan(
        NamespaceRows.MIGRATIONS, RegistryPlan::room, on -> Namespaces::beforeDelete);
  }

  private static Room room(Foundations on) {
    OneStore.require(on.database(), on.images(), on.clock());
    return new RegistryRoom(
        on.database(),
        on.ledger(),
        on.images(),
        new RegistryRoom.Ports(
            on.identity().instances()::requireLive,
            new RegistryTokens(on.identity().narrowTokens()),
            new RegistryRobots(on.identity().services()),
            TrustAdapter.on(on),
            () -> listeners(on),
            new SignaturesBeside(on),
            SignaturesPlan.running(on),
            (transaction, instance, actor, namespace) -> {
              SignaturesPlan.forget(on, transaction, instance, Optional.of(namespace));
              on.identity()
                  .grants()
                  .endIn(
                      transaction,
                      entry -> on.ledger().append(transaction, List.of(entry)),
                      actor,
                      instance,
                      namespace);
            },
            new RegistryRoom.Abroad(on.vault(), outside(on)),
            ground(on)),
        new TrustOnPages(),
        on.clock());
  }

  /** A repository comes with its first image, so only its namespace can be missing. */
  static InstanceParts parts(Foundations on) {
    return (instance, part) ->
        switch (part.kind()) {
          case RING -> false;
          case NAMESPACE, REPOSITORY ->
              on.database()
                  .read(handle -> NamespaceRows.find(handle, part.name().split("/", 2)[0]))
                  .filter(namespace -> namespace.instance().equals(instance))
                  .isEmpty();
        };
  }

  /** Where proofs of images attack. */
  static ProvingGround ground(Foundations on) {
    return on.ground().images(() -> on.room(RegistryRoom.class).ownContent());
  }

  /** Other registries and webhooks prove themselves to the authorities that this machine trusts. */
  static Outside outside(Foundations on) {
    return outside(on.outward());
  }

  static Outside outside(Outward outward) {
    try {
      return new Outside(outward, SSLContext.getDefault(), Set.of());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  /** Rooms that are told what happens to images are built later. */
  private static List<Listener> listeners(Foundations on) {
    return on.rooms().stream()
        .filter(SignaturesRoom.class::isInstance)
        .map(SignaturesRoom.class::cast)
        .<Listener>map(
            room -> new SignatureArrivals(room, new ImageNews(on.database(), on.changes())))
        .toList();
  }

  /**
   * Where content lies; that it is the store of the database is found out when the room is built.
   *
   * @throws Failure {@code registry.no-store}
   */
  static ContentStore store(ImagePlace place, Path usual) {
    Path directory = place.directory().orElse(usual);
    try {
      return place.bucket().isPresent()
          ? S3Store.in(place.bucket().get(), login(place), directory)
          : FileStore.in(directory);
    } catch (IOException e) {
      throw RegistryFailures.noStore("The directory " + directory, e);
    }
  }

  private static S3Login login(ImagePlace place) {
    return place.credentials().map(S3Login::from).orElseGet(() -> S3Login.from(System.getenv()));
  }
}
