package redoubt.signatures.signers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.signatures.sigstore.Remembered;
import redoubt.signatures.testing.Room;
import redoubt.signatures.testing.Signing;

/** Credentials are read once for all images. */
final class ReadSignersTest {
  @AutoClose private final Room room = new Room();
  private final AtomicInteger read = new AtomicInteger();

  private Known known(String instance, String namespace) {
    return room.signers().known(instance, namespace);
  }

  @Test
  void whatWasReadIsKeptUntilTheSignersChange() {
    room.trust("ci", Signing.somebody());
    Known first = known(Room.TENANT, "team");
    assertThat(known(Room.TENANT, "team")).isSameAs(first);

    room.signers().revoke(Room.TENANT, "team", "alice", "ci", "lost");
    Known revoked = known(Room.TENANT, "team");
    assertThat(revoked).isNotSameAs(first);
    assertThat(revoked.signers()).singleElement().matches(signer -> !signer.isLive());
    assertThat(known(Room.TENANT, "team")).isSameAs(revoked);
  }

  private static List<NamedSigner> signers(int characters) {
    return List.of(
        new NamedSigner(
            new UUID(0, 1),
            Room.TENANT,
            "team",
            "one",
            new Credential(SignerKind.KEY, "x".repeat(characters), Set.of("print"), Map.of()),
            Instant.EPOCH,
            "alice",
            Optional.empty()));
  }

  private Known of(ReadSigners all, String instance, String namespace, List<NamedSigner> signers) {
    return all.of(
        instance,
        namespace,
        1,
        signers,
        () -> {
          read.incrementAndGet();
          return Known.of(1, List.of(), new Remembered(1));
        });
  }

  @Test
  void tenantsAndNamespacesShareNothing() {
    ReadSigners all = new ReadSigners(1_000_000);
    for (String tenant : List.of(Room.TENANT, Room.OTHER)) {
      for (String namespace : List.of("team", "other", "team")) {
        Known _ = of(all, tenant, namespace, signers(10));
      }
    }
    assertThat(read).hasValue(4);
  }

  @Test
  void soMuchIsKept() {
    ReadSigners all = new ReadSigners(40_000);
    List<NamedSigner> signers = signers(9000);
    for (String namespace : List.of("a", "b", "c", "d", "a")) {
      Known _ = of(all, Room.TENANT, namespace, signers);
    }
    assertThat(read).hasValue(4);
    Known _ = of(all, Room.TENANT, "e", signers);
    Known _ = of(all, Room.TENANT, "a", signers);
    assertThat(read).as("who was asked for lately stays").hasValue(5);
    Known _ = of(all, Room.TENANT, "b", signers);
    assertThat(read).as("who was asked for longest ago goes").hasValue(6);

    List<NamedSigner> many = signers(10_000);
    Known _ = of(all, Room.TENANT, "much", many);
    Known _ = of(all, Room.TENANT, "much", many);
    assertThat(read).as("what is too much is not kept").hasValue(8);
    Known _ = of(all, Room.TENANT, "b", signers);
    assertThat(read).as("and nothing goes for it").hasValue(8);
  }
}
