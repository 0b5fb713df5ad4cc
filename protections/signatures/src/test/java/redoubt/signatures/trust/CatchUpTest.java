package redoubt.signatures.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.sql.DueRows;
import redoubt.signatures.sql.SignerRows;
import redoubt.store.Database;
import redoubt.testkit.MovableClock;
import redoubt.testkit.TestDatabase;

/** What has become due is judged in turns. */
final class CatchUpTest {
  @AutoClose private final TestDatabase owned = TestDatabase.create(SignerRows.MIGRATIONS);
  @AutoClose private final Database database = Database.open(owned.settings());
  private final MovableClock clock = MovableClock.atNoon();
  private final List<String> judged = new CopyOnWriteArrayList<>();

  private void due(String instance, String image) {
    Subject subject =
        new Subject(
            instance,
            new RepositoryName(instance + "/app"),
            Digest.of(image.getBytes(StandardCharsets.UTF_8)));
    database.transaction(transaction -> {
      DueRows.add(transaction, subject, clock.instant());
      return true;
    });
    clock.advance(Duration.ofSeconds(1));
  }

  /** The slow one, who was there first, waits for the quick one. */
  @Test
  void tenantsWhoseImagesTakeLongHoldUpNoOther() {
    for (String image : List.of("1", "2", "3", "4", "5")) {
      due("slow", image);
    }
    due("quick", "1");
    CountDownLatch quick = new CountDownLatch(1);
    CatchUp catchUp =
        new CatchUp(
            database,
            clock,
            subject -> {
              if (subject.instance().equals("quick")) {
                quick.countDown();
              } else {
                judged.add(subject.instance() + (await(quick) ? " after" : " before"));
              }
              return true;
            });

    catchUp.run();

    assertThat(judged).hasSize(5).containsOnly("slow after");
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void tenantsTakeTurns() {
    for (String image : List.of("1", "2", "3")) {
      due("a", image);
    }
    due("b", "1");
    due("b", "2");

    new CatchUp(database, clock, this::judge).run(1, Duration.ZERO, Duration.ofMinutes(1));

    assertThat(judged).containsExactly("a", "b", "a", "b", "a");
  }

  /** Every tenant has its turn in a run, be it late. */
  @Test
  void aRunEndsWhenEveryoneHadATurn() {
    for (String tenant : List.of("a", "b", "c")) {
      due(tenant, "1");
      due(tenant, "2");
    }
    CatchUp catchUp = new CatchUp(database, clock, this::judge);

    catchUp.run(1, Duration.ZERO, Duration.ZERO);
    assertThat(judged).containsExactly("a", "b", "c");
    catchUp.run(1, Duration.ZERO, Duration.ZERO);
    assertThat(judged).containsExactly("a", "b", "c", "a", "b", "c");
  }

  private boolean judge(Subject subject) {
    judged.add(subject.instance());
    return true;
  }
}
