package redoubt.registry.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.testkit.TestDatabase;

/** What is counted when images of many layers come and go. */
final class HoldingRowsTest {
  private static final String INSTANCE = "11111111-1111-4111-8111-111111111111";
  private static final RepositoryName REPOSITORY = new RepositoryName("team/app");
  private static final int MANY = 40_000;

  @AutoClose
  private static final TestDatabase DATABASE = TestDatabase.create(NamespaceRows.MIGRATIONS);

  private static List<HoldingRows.Change> changes(int live) {
    return IntStream.range(0, MANY)
        .mapToObj(n ->
            new HoldingRows.Change(Digest.parse("sha256:%064x".formatted(n)), n % 2 + 1, live, 0))
        .toList();
  }

  private static long bytes(Handle handle) {
    return handle
        .createQuery("SELECT live_bytes FROM registry.usage WHERE namespace = 'team'")
        .mapTo(Long.class)
        .one();
  }

  /** Locks of the tenant are held meanwhile. Comparing each with each takes many times as long. */
  @Test
  void manyLayersAreCountedInTimeThatGrowsWithTheirNumber() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    long held =
        DATABASE
            .database()
            .transaction(handle -> {
              UsageRows.ensure(handle, INSTANCE, "");
              UsageRows.ensure(handle, INSTANCE, "team");
              HoldingRows.change(handle, INSTANCE, REPOSITORY, changes(1));
              return bytes(handle);
            });
    assertThat(held).isEqualTo(MANY + MANY / 2);
    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - before))
        .isLessThan(Duration.ofSeconds(4));
    long left =
        DATABASE
            .database()
            .transaction(handle -> {
              HoldingRows.change(handle, INSTANCE, REPOSITORY, changes(-1));
              return bytes(handle);
            });
    assertThat(left).isZero();
  }
}
