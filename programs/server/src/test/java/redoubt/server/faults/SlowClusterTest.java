package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static redoubt.server.faults.GuardedCluster.LONG;
import static redoubt.server.faults.GuardedCluster.json;
import static redoubt.server.faults.GuardedCluster.text;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.testkit.Await;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.kube.Encoding;
import redoubt.testkit.kube.SmallApiServer;

/** A cluster whose API server takes its time. */
@NeedsPeer(
    value = {"etcd", "etcdctl"},
    why = "whether a slow API server keeps other clusters' migrations waiting")
final class SlowClusterTest {
  /** One answer of a slow API server is waited for longer. */
  private static final Duration MEANWHILE = Duration.ofSeconds(20);

  @TempDir private Path directory;

  private static String state(GuardedCluster cluster, String name) {
    return cluster.get(name, "encryption").at("/migration/state").asText();
  }

  private static void hold(CountDownLatch until) {
    try {
      until.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void doesNotKeepTheMigrationsOfOthersWaiting() throws IOException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    try (GuardedCluster cluster = new GuardedCluster(directory);
        SmallApiServer slow =
            SmallApiServer.start(
                directory.resolve("slow"), cluster.etcd(), InstantSource.system())) {
      json(
          cluster
              .manager()
              .postJson(
                  cluster.clusters(),
                  text(Map.of("name", "slow", "kubeconfig", slow.kubeconfig()))));
      cluster.use("slow", cluster.keys().newKey());
      for (int i = 0; i < 20; i++) {
        cluster.apiServer().create("secrets", "team", "s" + i, "canary");
      }
      cluster.apiServer().writes(new Encoding("rdt-1-x"));
      slow.beforePatch(key -> {
        asked.countDown();
        hold(over);
      });
      cluster.settle();
      json(cluster.post("slow", "migration", Map.of("rate", 0)));
      Await.until(LONG, "the slow one to be asked", () -> asked.getCount() == 0);
      json(cluster.post("prod", "migration", Map.of("rate", 0)));
      Await.until(MEANWHILE, "an end", () -> state(cluster, "prod").equals("done"));
      assertThat(state(cluster, "slow")).isEqualTo("running");
    } finally {
      over.countDown();
    }
  }
}
