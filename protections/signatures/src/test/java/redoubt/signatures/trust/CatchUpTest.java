package redoubt.signatures.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.sql.DueRows;
import redoubt.signatures.sql.SignerRows;
import redoubt.store.Database;
import redoubt.testkit.Await;
import redoubt.testkit.MovableClock;
import redoubt.testkit.TestDatabase;

/** What has become due is judged in turns. */
final class CatchUpTest {
  private static final Duration A_MINUTE = Duration.ofMinutes(1);

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
                judged.add(
                    subject.instance()
                        + (await(quick, Duration.ofSeconds(2)) ? " after" : " before"));
              }
              return true;
            });

    catchUp.run();

    assertThat(judged).hasSize(5).containsOnly("slow after");
  }

  private static boolean await(CountDownLatch latch, Duration longest) {
    try {
      return latch.await(longest.toMillis(), TimeUnit.MILLISECONDS);
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

    new CatchUp(database, clock, this::judge).run(1, Duration.ZERO, A_MINUTE, A_MINUTE);

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

    catchUp.run(1, Duration.ZERO, Duration.ZERO, A_MINUTE);
    assertThat(judged).containsExactly("a", "b", "c");
    catchUp.run(1, Duration.ZERO, Duration.ZERO, A_MINUTE);
    assertThat(judged).containsExactly("a", "b", "c", "a", "b", "c");
  }

  private List<String> due() {
    Instant later = clock.instant().plus(CatchUp.PATIENCE);
    return database.read(handle -> DueRows.instances(handle, later));
  }

  @Test
  void whoIsStuckIsLeftOutUntilItsImageComesToItsEnd() throws InterruptedException {
    due("stuck", "1");
    due("stuck", "2");
    due("quick", "1");
    CountDownLatch end = new CountDownLatch(1);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    CatchUp catchUp =
        new CatchUp(
            database,
            clock,
            subject -> {
              judged.add(subject.instance());
              if (subject.instance().equals("stuck")) {
                threads.add(Thread.currentThread());
                return await(end, A_MINUTE);
              }
              return true;
            });

    catchUp.run(2, A_MINUTE, Duration.ZERO, Duration.ofMillis(300));
    assertThat(judged).as("it is not waited for").containsExactlyInAnyOrder("stuck", "quick");
    assertThat(due()).containsExactly("stuck");

    due("quick", "2");
    catchUp.run(2, Duration.ZERO, Duration.ZERO, A_MINUTE);
    assertThat(judged).as("one of its images at a time").containsOnlyOnce("stuck").hasSize(3);

    end.countDown();
    Await.until(A_MINUTE, "it has its turns again", () -> nothingIsLeft(catchUp));
    assertThat(judged).hasSize(4);
    assertThat(threads).as("who was stuck began no other image").hasSize(2);
  }

  private boolean nothingIsLeft(CatchUp catchUp) {
    catchUp.run(2, Duration.ZERO, Duration.ZERO, A_MINUTE);
    return due().isEmpty();
  }

  @Test
  void soManyAreStuckAtMost() {
    for (int tenant = 0; tenant < 2 * CatchUp.MOST_AT_WORK; tenant++) {
      due("tenant" + tenant, "1");
    }
    CountDownLatch end = new CountDownLatch(1);
    CatchUp catchUp =
        new CatchUp(database, clock, subject -> judge(subject) && await(end, A_MINUTE));

    for (int round = 0; round < CatchUp.MOST_AT_WORK; round++) {
      catchUp.run(2, Duration.ZERO, Duration.ZERO, Duration.ofMillis(300));
    }
    Await.until(A_MINUTE, "nine are at work", () -> judged.size() == CatchUp.MOST_AT_WORK);
    catchUp.run(2, Duration.ZERO, Duration.ZERO, A_MINUTE);
    assertThat(judged).hasSize(CatchUp.MOST_AT_WORK).doesNotHaveDuplicates();

    end.countDown();
    Await.until(A_MINUTE, "all have their turns", () -> nothingIsLeft(catchUp));
    assertThat(judged).doesNotHaveDuplicates().hasSize(2 * CatchUp.MOST_AT_WORK);
  }

  @Test
  void whenTheServerEndsImagesThatAreLookedAtAreInterrupted() throws InterruptedException {
    due("a", "1");
    CountDownLatch never = new CountDownLatch(1);
    CatchUp catchUp =
        new CatchUp(database, clock, subject -> judge(subject) && await(never, A_MINUTE));
    Thread server = Thread.ofPlatform().start(catchUp::run);
    Await.until(A_MINUTE, "it is looked at", () -> judged.size() == 1);
    server.interrupt();
    assertThat(server.join(Duration.ofSeconds(4))).as("before it is given up").isTrue();
    assertThat(rows("a")).as("it is due again").isEqualTo(1);
  }

  private long rows(String tenant) {
    return database.read(handle ->
        handle
            .createQuery("SELECT count(*) FROM signatures.due WHERE instance = ?")
            .bind(0, tenant)
            .mapTo(Long.class)
            .one());
  }

  @Test
  void whatFailsInARoundIsToldToWhoBeganIt() {
    due("a", "1");
    AtomicInteger asked = new AtomicInteger();
    InstantSource broken =
        () -> {
          if (asked.incrementAndGet() > 2) {
            throw new IllegalStateException("no time");
          }
          return clock.instant();
        };
    assertThatThrownBy(new CatchUp(database, broken, this::judge)::run).hasMessage("no time");
  }

  private boolean judge(Subject subject) {
    judged.add(subject.instance());
    return true;
  }
}
