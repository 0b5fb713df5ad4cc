package redoubt.server;

import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import redoubt.core.Outward;
import redoubt.encryption.EncryptionRoom;
import redoubt.keys.room.KeysRoom;
import redoubt.oci.Digest;
import redoubt.outward.Outside;
import redoubt.registry.RegistryRoom;
import redoubt.registry.life.Running;
import redoubt.registry.manifests.Manifests;
import redoubt.signatures.SignaturesRoom;
import redoubt.signatures.sql.SignerRows;
import redoubt.signatures.watch.Askable;
import redoubt.signatures.watch.Overview;
import redoubt.web.Room;

/** How the room of content trust is built: its images are those of the registry. */
final class SignaturesPlan {
  private SignaturesPlan() {}

  static RoomPlan plan() {
    return new RoomPlan(
        SignerRows.MIGRATIONS,
        SignaturesPlan::room,
        on -> (transaction, instance) -> forget(on, transaction, instance, Optional.empty()));
  }

  /** Nothing is kept of an instance that ends, or of a namespace of it. */
  static void forget(
      Foundations on, Handle transaction, String instance, Optional<String> namespace) {
    SignerRows.forget(transaction, instance, namespace);
    TrustAdapter.on(on).server().forgetAll(transaction, instance, namespace);
  }

  private static Room room(Foundations on) {
    return new SignaturesRoom(
        on.database(),
        on.ledger(),
        new SignedImages(on.room(RegistryRoom.class).contents()),
        TrustAdapter.on(on).server(),
        new TrustGround(RegistryPlan.ground(on), on.clock()),
        new ImageKeys(on.room(KeysRoom.class).signingKeys()),
        (instance, actor, repository, manifest, blobs) ->
            on.room(RegistryRoom.class)
                .additions()
                .put(new Manifests.Actor(instance, actor), repository, manifest, blobs),
        new SignaturesRoom.Abroad(
            new ClusterWorkloads(on.room(EncryptionRoom.class).clusters()),
            abroad(on),
            new Askable(on.calledHere(), on.nodesAreHere())),
        on.clock());
  }

  /** A name that leads to loopback leads nodes to themselves. */
  private static Outside abroad(Foundations on) {
    return on.nodesAreHere()
        ? RegistryPlan.outside(on)
        : RegistryPlan.outside(Outward.OTHER_MACHINES);
  }

  private static Map<Digest, SortedSet<String>> texts(
      Map<Digest, SortedSet<Overview.Place>> places) {
    return places.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    entry.getValue().stream()
                        .map(Overview.Place::toString)
                        .collect(Collectors.toCollection(TreeSet::new))));
  }

  /** What runs, as far as content trust's room knows, which is built after the registry. */
  static Running running(Foundations on) {
    return instance ->
        on.rooms().stream()
            .filter(SignaturesRoom.class::isInstance)
            .map(SignaturesRoom.class::cast)
            .findFirst()
            .map(room -> sight(room.overview(), instance))
            .orElseGet(Running.Sight.Unknown::new);
  }

  private static Running.Sight sight(Overview overview, String instance) {
    if (overview.clusters(instance).isEmpty()) {
      return new Running.Sight.NoCluster();
    }
    return overview
        .running(instance)
        .<Running.Sight>map(places -> new Running.Sight.Known(texts(places)))
        .orElseGet(Running.Sight.Unknown::new);
  }
}
