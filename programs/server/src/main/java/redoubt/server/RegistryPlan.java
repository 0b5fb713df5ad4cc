package redoubt.server;

import java.io.IOException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import redoubt.core.Failure;
import redoubt.outward.Outside;
import redoubt.registry.Namespaces;
import redoubt.registry.RegistryRoom;
import redoubt.registry.content.ContentStore;
import redoubt.registry.content.FileStore;
import redoubt.registry.events.Listener;
import redoubt.registry.life.Running;
import redoubt.registry.sql.NamespaceRows;
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
    return new RegistryRoom(
        on.database(),
        on.ledger(),
        store(on.images()),
        new RegistryRoom.Ports(
            on.identity().instances()::requireLive,
            new RegistryTokens(on.identity().narrowTokens()),
            new RegistryRobots(on.identity().services()),
            TrustAdapter.on(on),
            () -> listeners(on),
            new SignaturesBeside(on),
            Running.UNKNOWN,
            new RegistryRoom.Abroad(on.vault(), outside(on))),
        on.clock());
  }

  /** Other registries and webhooks prove themselves to the authorities that this machine trusts. */
  private static Outside outside(Foundations on) {
    try {
      return new Outside(on.outward(), SSLContext.getDefault(), Set.of());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  /** Rooms that are told what happens to images are built later. */
  private static List<Listener> listeners(Foundations on) {
    return on.rooms().stream()
        .filter(SignaturesRoom.class::isInstance)
        .map(SignaturesRoom.class::cast)
        .<Listener>map(SignatureArrivals::new)
        .toList();
  }

  private static ContentStore store(Path directory) {
    try {
      return FileStore.in(directory);
    } catch (IOException e) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "registry.no-store",
          "The directory for images, " + directory + ", cannot be used.",
          "Make it a directory that this user may write to.",
          e);
    }
  }
}
