package redoubt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.core.Migrations;

class DatabaseTest {
  @AutoClose private static final Database DATABASE = Sample.openMigrated();

  @BeforeEach
  void empty() {
    DATABASE.transaction(handle -> handle.execute("truncate sample.fruit"));
  }

  @Test
  void whatATransactionWroteIsThereAfterwards() {
    DATABASE.transaction(handle -> handle.execute("insert into sample.fruit values ('fig')"));
    assertThat(fruits()).containsExactly("fig");
  }

  @Test
  void nothingOfATransactionThatThrowsRemains() {
    assertThatThrownBy(() ->
            DATABASE.transaction(handle -> {
              handle.execute("insert into sample.fruit values ('fig')");
              throw new IllegalStateException("changed my mind");
            }))
        .hasMessage("changed my mind");
    assertThat(fruits()).isEmpty();
  }

  @Test
  void workIsRunAgainAfterASerializationFailureOrADeadlock() {
    for (String state : List.of("40001", "40P01")) {
      AtomicInteger runs = new AtomicInteger();
      String result =
          DATABASE.transaction(handle -> {
            if (runs.incrementAndGet() < 3) {
              raise(handle, state);
            }
            return "done";
          });
      assertThat(result).isEqualTo("done");
      assertThat(runs).hasValue(3);
    }
  }

  @Test
  void workIsNotRunAgainAfterAnyOtherError() {
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(() ->
            DATABASE.transaction(handle -> {
              runs.incrementAndGet();
              raise(handle, "23505");
              return 0;
            }))
        .isNotInstanceOf(Failure.class);
    assertThat(runs).hasValue(1);
  }

  @Test
  void aFullDiskIsToldPlainly() {
    assertThatThrownBy(() ->
            DATABASE.transaction(handle -> {
              raise(handle, "53100");
              return 0;
            }))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("store.full"));
  }

  @Test
  void aReadWritesNothing() {
    assertThatThrownBy(() ->
            DATABASE.read(handle -> handle.execute("insert into sample.fruit values ('fig')")))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("store.read-only"));
    assertThat(fruits()).isEmpty();
  }

  @Test
  void aSnapshotDoesNotSeeWhatIsCommittedMeanwhile() {
    int seen =
        DATABASE.snapshot(handle -> {
          int before = count(handle);
          DATABASE.transaction(other -> other.execute("insert into sample.fruit values ('fig')"));
          assertThat(count(handle)).isEqualTo(before);
          return count(handle);
        });
    assertThat(seen).isZero();
    assertThat(fruits()).hasSize(1);
  }

  @Test
  void connectionsThatWereLostAreReplacedUnseen() {
    Sample.cutConnections(DATABASE);
    DATABASE.transaction(handle -> handle.execute("insert into sample.fruit values ('fig')"));
    assertThat(fruits()).containsExactly("fig");
  }

  @Test
  void workIsNotRunAgainWhenTheConnectionIsLostInTheCommit() {
    AtomicInteger runs = new AtomicInteger();
    assertThatThrownBy(() ->
            DATABASE.transaction(handle -> {
              runs.incrementAndGet();
              handle.execute("insert into sample.fruit values ('fig')");
              Sample.cutConnections(DATABASE);
              return 0;
            }))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("store.unavailable"));
    assertThat(runs).hasValue(1);
  }

  @Test
  void aStatementIsThereWhenItReturns() {
    int rows =
        DATABASE.statement(handle -> handle.execute("insert into sample.fruit values ('fig')"));
    assertThat(rows).isOne();
    assertThat(fruits()).containsExactly("fig");
  }

  @Test
  void aStatementIsRunAgainAfterADeadlockAndALostConnection() {
    AtomicInteger runs = new AtomicInteger();
    DATABASE.statement(handle -> {
      if (runs.incrementAndGet() == 1) {
        raise(handle, "40P01");
      }
      return 0;
    });
    assertThat(runs).hasValue(2);
    DATABASE.statement(handle -> {
      handle.execute("insert into sample.fruit values ('fig') on conflict do nothing");
      if (runs.incrementAndGet() == 3) {
        Sample.cutConnections(DATABASE);
      }
      return handle.execute("select 1");
    });
    assertThat(runs).hasValue(4);
    assertThat(fruits()).containsExactly("fig");
  }

  @Test
  void aStatementThatLosesEachConnectionEnds() {
    assertThatThrownBy(() ->
            DATABASE.statement(handle -> {
              Sample.cutConnections(DATABASE);
              return handle.execute("select 1");
            }))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("store.unavailable"));
  }

  @Test
  void aServerThatIsNotThereIsUnavailable() {
    assertThatThrownBy(
            () -> Database.open("jdbc:postgresql://127.0.0.1:1/redoubt", "redoubt", "secret"))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo("store.unavailable");
              assertThat(failure.kind()).isEqualTo(Failure.Kind.UNAVAILABLE);
            });
  }

  @Test
  void aWrongPasswordIsToldAsSuch() {
    ConnectionSettings good = DATABASE.settings();
    assertThatThrownBy(() -> Database.open(good.url(), good.user(), "wrong"))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("store.login"));
  }

  @Test
  void serversThatMigrateAtTheSameTimeDoNotDisturbEachOther() throws Exception {
    ConnectionSettings settings = Sample.freshDatabase();
    try (var servers = Executors.newFixedThreadPool(3)) {
      List<Future<?>> all =
          IntStream.range(0, 3)
              .<Future<?>>mapToObj(i ->
                  servers.submit(() -> {
                    try (Database one = Database.open(settings)) {
                      one.migrate(List.of(Sample.FRUIT));
                    }
                  }))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  @Test
  void aMigrationThatIsNotThereIsAnError() {
    assertThatThrownBy(
            () -> DATABASE.migrate(List.of(new Migrations("nowhere", "redoubt/store/nowhere"))))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("store.migration"));
  }

  private static List<String> fruits() {
    return DATABASE.read(
        handle -> handle.createQuery("select name from sample.fruit").mapTo(String.class).list());
  }

  private static int count(Handle handle) {
    return handle.createQuery("select count(*) from sample.fruit").mapTo(Integer.class).one();
  }

  private static void raise(Handle handle, String state) {
    handle.execute(
        "do $$ begin raise exception 'on purpose' using errcode = '" + state + "'; end $$");
  }
}
