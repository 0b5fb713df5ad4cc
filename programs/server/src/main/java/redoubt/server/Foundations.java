package redoubt.server;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import redoubt.core.Migrations;
import redoubt.core.Outward;
import redoubt.crypto.HardwareKeys;
import redoubt.identity.Identity;
import redoubt.identity.InstanceGuard;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.registry.content.ContentStore;
import redoubt.seal.Masters;
import redoubt.seal.SealJournal;
import redoubt.seal.Vault;
import redoubt.server.proofs.LiveGround;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;
import redoubt.web.Room;

/**
 * What rooms stand on.
 *
 * @param plans all rooms of the house
 * @param rooms those that stand already, in the order of the plans
 * @param hardware keys in a hardware module, where there is one
 * @param outward which addresses of clusters are connected to
 * @param nodesAreHere whether loopback addresses mean this machine to clusters' nodes, too
 * @param ground where proofs attack
 * @param images where the content of images lies
 * @param calledHere whether an image whose name begins with a host, and a port if it says one, is
 *     of this server
 */
record Foundations(
    List<RoomPlan> plans,
    List<Room> rooms,
    Database database,
    ChangeFeed changes,
    Masters masters,
    Vault vault,
    Optional<HardwareKeys> hardware,
    Ledger ledger,
    Identity identity,
    Outward outward,
    boolean nodesAreHere,
    LiveGround ground,
    ContentStore images,
    Predicate<String> calledHere,
    MeterRegistry metrics,
    InstantSource clock) {
  /** A room that stands already: what a later one needs of it is a port of the later one. */
  <T extends Room> T room(Class<T> kind) {
    return rooms.stream().filter(kind::isInstance).map(kind::cast).findFirst().orElseThrow();
  }

  /** All schemas, the server's own too. */
  List<Migrations> migrations() {
    return Rooms.migrations(plans);
  }

  /** Of every room, asked before an instance is deleted. */
  List<InstanceGuard> guards() {
    return plans.stream().map(plan -> plan.guard().apply(this)).toList();
  }

  /** Where the seal tells what it did. */
  SealJournal journal() {
    return (transaction, actor, action, target, details) ->
        ledger.append(
            transaction,
            List.of(Entry.ok(clock.instant(), Entry.SYSTEM, actor, action, target, details)));
  }
}
