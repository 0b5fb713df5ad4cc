package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static redoubt.server.faults.GuardedCluster.LONG;
import static redoubt.server.faults.GuardedCluster.json;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.testkit.Await;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.NeedsPeer;

/** API keys of plugins, node after node. */
@NeedsPeer(
    value = {"etcd", "etcdctl"},
    why = "whether an API key that was replaced opens anything")
final class PluginKeysReplacedTest {
  @TempDir private Path directory;
  private GuardedCluster cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = new GuardedCluster(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private String keyFor(String node) {
    return cluster.pluginKey(Map.of("node", node));
  }

  /** As a plugin does it. */
  private void takeLease(String apiKey) {
    HttpsCaller plugin =
        KeyCaller.withApiKey(apiKey, cluster.house().caFile(), URI.create(cluster.house().url()))
            .https();
    json(plugin.postJson(cluster.clusters() + "/prod/lease", "{}"));
  }

  @Test
  void aBundleThatWasNeverUsedIsReplacedByTheNextOfItsNode() {
    String first = keyFor("cp1");
    String elsewhere = keyFor("cp2");
    String second = keyFor("cp1");
    assertThat(cluster.takes(first)).isFalse();
    assertThat(cluster.takes(second)).isTrue();
    assertThat(cluster.takes(elsewhere)).isTrue();
  }

  @Test
  void thePluginOfANodeWorksUntilItsSuccessorHasTakenOver() {
    String former = keyFor("cp1");
    String elsewhere = keyFor("cp2");
    takeLease(former);
    takeLease(elsewhere);
    String fresh = keyFor("cp1");
    takeLease(former);
    takeLease(fresh);
    cluster.ahead(Duration.ofMinutes(11));
    takeLease(fresh);
    takeLease(elsewhere);
    // What lapses after two minutes of silence.
    cluster.sql("DELETE FROM encryption.lease WHERE seen_at < now() + interval '5 minutes'");
    cluster.restart();
    Await.until(LONG, "the former one's end", () -> !cluster.takes(former));
    assertThat(cluster.takes(fresh)).isTrue();
    assertThat(cluster.takes(elsewhere)).isTrue();
  }

  @Test
  void aNodesNameThatIsNoneIsRefused() {
    assertThat(cluster.bundle(Map.of("node", "a b")).body())
        .contains("encryption.bad-field", "node");
  }
}
