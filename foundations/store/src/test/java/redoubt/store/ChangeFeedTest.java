package redoubt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class ChangeFeedTest {
  @AutoClose private final Database database = Sample.openMigrated();
  @AutoClose private final ChangeFeed feed = ChangeFeed.open(database);
  private final List<String> heard = new CopyOnWriteArrayList<>();

  @Test
  void tellsOtherServersWhatWasCommitted() {
    try (Database other = Database.open(database.settings());
        ChangeFeed theirs = ChangeFeed.open(other)) {
      theirs.subscribe("fruit", heard::add, () -> {});
      announce("fruit", "fig\nripe");
      Sample.await("the other server hears", () -> heard.equals(List.of("fig\nripe")));
    }
  }

  @Test
  void tellsNothingOfATransactionThatWasRolledBack() {
    feed.subscribe("fruit", heard::add, () -> {});
    assertThatThrownBy(() ->
            database.transaction(handle -> {
              feed.announce(handle, "fruit", "fig");
              throw new IllegalStateException("changed my mind");
            }))
        .isInstanceOf(IllegalStateException.class);
    announce("fruit", "plum");
    Sample.await("something is heard", () -> !heard.isEmpty());
    assertThat(heard).containsExactly("plum");
  }

  @Test
  void tellsOnlyTheTopicThatWasSubscribed() {
    feed.subscribe("fruit", heard::add, () -> {});
    announce("nuts", "hazel");
    announce("fruit", "fig");
    Sample.await("something is heard", () -> !heard.isEmpty());
    assertThat(heard).containsExactly("fig");
  }

  @Test
  void tellsTheGapBeforeAnythingElseAfterALostConnection() {
    feed.subscribe("fruit", heard::add, () -> heard.add("gap"));
    Sample.cutConnections(database);
    Sample.await("the gap is told", () -> heard.contains("gap") && feed.isLive());
    Sample.await(
        "the database answers again",
        () -> {
          announce("fruit", "fig");
          return true;
        });
    Sample.await("changes are heard again", () -> heard.contains("fig"));
    assertThat(heard).startsWith("gap");
  }

  @Test
  void aSubscriberThatFailsIsToldOfAGap() {
    feed.subscribe(
        "fruit",
        change -> {
          throw new IllegalStateException("cannot take " + change);
        },
        () -> heard.add("gap"));
    announce("fruit", "fig");
    Sample.await("the gap is told", () -> heard.contains("gap"));
  }

  @Test
  void isNotLiveAfterItWasClosed() {
    feed.close();
    assertThat(feed.isLive()).isFalse();
  }

  private void announce(String topic, String payload) {
    database.transaction(handle -> {
      feed.announce(handle, topic, payload);
      return 0;
    });
  }
}
