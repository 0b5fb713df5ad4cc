package redoubt.registry.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.testkit.Await;

/** What happens to images is told, once it has happened. */
class OutboxTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @AutoClose private final Registry registry = Registry.start();
  private final Client writer = registry.writer();

  @BeforeEach
  void namespace() {
    registry.namespace(Registry.TENANT, "team", false);
  }

  @Test
  void pushesAndTagsAreToldInTheTimeOfTheAnswer() {
    byte[] first = writer.pushImage("team/app", "v1", Images.text("first"));
    assertThat(registry.heard().told())
        .containsExactlyInAnyOrder(
            "PUSH team/app@" + Digest.of(first), "TAG team/app:v1@" + Digest.of(first));
  }

  @Test
  void aTagThatNamesTheSameAsBeforeIsNotToldAgain() {
    byte[] image = writer.pushImage("team/app", "v1", Images.text("first"));
    writer.put("team/app", "v1", image).expect(201);
    assertThat(registry.heard().told().stream().filter(told -> told.startsWith("TAG"))).hasSize(1);
  }

  @Test
  void deletionsAreTold() {
    byte[] image = writer.pushImage("team/app", "v1", Images.text("gone"));
    writer.delete("/v2/team/app/manifests/v1").expect(202);
    writer.delete("/v2/team/app/manifests/" + Digest.of(image)).expect(202);
    Await.until(
        SOON,
        "told",
        () ->
            registry.heard().told().contains("UNTAG team/app:v1@" + Digest.of(image))
                && registry.heard().told().contains("DELETE team/app@" + Digest.of(image)));
  }

  @Test
  void whatIsRefusedIsNotTold() {
    writer.put("team/app", "v1", Images.manifest(Images.text("not pushed"))).expect(400);
    assertThat(registry.heard().told()).isEmpty();
  }

  @Test
  void aListenerThatFailsIsToldAgain() {
    registry.heard().refuse(2);
    byte[] image = writer.pushImage("team/app", "v1", Images.text("again"));
    assertThat(registry.heard().told()).isEmpty();
    registry.clock().advance(Duration.ofSeconds(2));
    Await.until(
        SOON,
        "told",
        () ->
            registry.heard().told().contains("PUSH team/app@" + Digest.of(image))
                && registry.heard().told().contains("TAG team/app:v1@" + Digest.of(image)));
  }
}
