package redoubt.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.core.Migrations;
import redoubt.store.Database;

class TestDatabaseTest {
  private static final Migrations FRUIT = new Migrations("sample", "redoubt/testkit/sql");

  @AutoClose private static final TestDatabase DATABASE = TestDatabase.create(FRUIT);

  @Test
  void isBroughtUpToDate() {
    assertThat(fruits(DATABASE.database())).isZero();
  }

  @Test
  void sharesNothingWithAnother() {
    try (TestDatabase other = TestDatabase.create(FRUIT)) {
      other
          .database()
          .transaction(handle -> handle.execute("insert into sample.fruit values ('fig')"));
      assertThat(fruits(other.database())).isOne();
      assertThat(fruits(DATABASE.database())).isZero();
    }
  }

  @Test
  void canGoAwayAndComeBack() {
    try (TestDatabase other = TestDatabase.create(FRUIT)) {
      other.goAway();
      assertThatThrownBy(() -> fruits(other.database()))
          .isInstanceOfSatisfying(
              Failure.class, failure -> assertThat(failure.code()).isEqualTo("store.unavailable"));
      other.comeBack();
      Await.until(
          Duration.ofSeconds(10), "the database is back", () -> fruits(other.database()) == 0);
    }
  }

  private static int fruits(Database database) {
    return database.read(handle ->
        handle.createQuery("select count(*) from sample.fruit").mapTo(Integer.class).one());
  }
}
