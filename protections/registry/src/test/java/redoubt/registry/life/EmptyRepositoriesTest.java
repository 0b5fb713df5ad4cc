package redoubt.registry.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;

/** Names of repositories do not stay taken by nothing. */
final class EmptyRepositoriesTest {
  private static final Duration LONG_ENOUGH = Collector.UNUSED.plusMinutes(1);

  @AutoClose private final Registry registry = Registry.start();
  private final Client writer = registry.writer();

  @BeforeEach
  void namespace() {
    registry.namespace(Registry.TENANT, "team", false);
  }

  private List<String> repositories() {
    return registry.inventory().query("SELECT name FROM registry.repository ORDER BY name");
  }

  private void passes(Duration time) {
    registry.clock().advance(time);
    // What ends in one run leaves its repository to the next.
    registry.tick();
    registry.tick();
  }

  @Test
  void oneWithNothingInItEndsAndOneWithAnythingDoesNot() {
    writer.pushImage("team/app", "v1", Images.text("an image"));
    byte[] deleted = writer.pushImage("team/deleted", "v1", Images.text("another"));
    writer.delete("/v2/team/deleted/manifests/" + Digest.of(deleted)).expect(202);
    writer.send("POST", "/v2/team/tried/blobs/uploads/", new byte[0]).expect(202);
    passes(Duration.ofHours(1));
    assertThat(repositories()).containsExactly("team/app", "team/deleted", "team/tried");

    passes(LONG_ENOUGH);
    writer.send("POST", "/v2/team/tried-late/blobs/uploads/", new byte[0]).expect(202);
    passes(Duration.ofHours(1));
    assertThat(repositories()).containsExactly("team/app", "team/deleted", "team/tried-late");

    passes(Trash.KEPT.plusHours(2));
    assertThat(repositories()).containsExactly("team/app");
    writer.pushImage("team/tried", "v1", Images.text("an image"));
    assertThat(repositories()).containsExactly("team/app", "team/tried");
  }

  @Test
  void whoPushesAtThatMomentIsNotDisturbed() throws Exception {
    int many = 30;
    try (ExecutorService pushing = Executors.newFixedThreadPool(3)) {
      for (int round = 0; round < 10; round++) {
        for (int i = 0; i < many; i++) {
          registry.plant(
              "INSERT INTO registry.repository (namespace, name, created_at) VALUES ('team',"
                  + " 'team/r%d-%d', '2020-01-01')".formatted(round, i));
        }
        List<Future<?>> pushes = new ArrayList<>();
        for (int i = 0; i < many; i++) {
          String name = "team/r" + round + "-" + i;
          byte[] blob = name.getBytes(StandardCharsets.UTF_8);
          pushes.add(pushing.submit(() -> writer.push(name, blob).expect(201)));
        }
        while (!pushes.stream().allMatch(Future::isDone)) {
          registry.tick();
        }
        for (Future<?> push : pushes) {
          Object _ = push.get();
        }
      }
    }
    assertThat(repositories()).hasSize(10 * many);
    assertThat(registry.inventory().findings()).isEmpty();
  }
}
