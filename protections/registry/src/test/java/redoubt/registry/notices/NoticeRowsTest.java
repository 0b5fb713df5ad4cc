package redoubt.registry.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.registry.sql.WebhookRows;
import redoubt.registry.testing.Registry;
import redoubt.store.Database;

/** What waits for a webhook that takes nothing, and what was told, does not grow without end. */
class NoticeRowsTest {
  private static final UUID WEBHOOK = new UUID(0, 1);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @AutoClose private final Registry registry = Registry.start();
  @AutoClose private final Database database = Database.open(registry.settings());

  @BeforeEach
  void webhook() {
    registry.namespace(Registry.TENANT, "team", false);
    registry.plant(
        """
        INSERT INTO registry.webhook (id, namespace, url, kinds, signed, created_at, created_by, rests_until)
        VALUES ('00000000-0000-0000-0000-000000000001', 'team', 'https://hook.test/', '{PUSH}', false,
          now(), 'somebody', 'infinity')
        """);
  }

  @Test
  void whatComesBeyondWhatMayWaitIsGivenUpAndThenNotNoted() {
    for (int i = 0; i < 10; i++) {
      UUID event = new UUID(1, i);
      database.transaction(transaction -> {
        WebhookRows.add(transaction, WEBHOOK, event, "push", "{}", NOW, 3);
        return true;
      });
    }
    assertThat(registry.inventory().query("SELECT state FROM registry.notice ORDER BY event"))
        .containsExactly("WAITING", "WAITING", "WAITING", "DEAD", "DEAD", "DEAD");
  }

  /** A turn that took longer than anybody waits for it, while another server took the next one. */
  @Test
  void whoIsLateDisturbsNoLaterTurn() {
    registry.plant("UPDATE registry.webhook SET rests_until = '-infinity'");
    database.transaction(transaction -> {
      WebhookRows.add(transaction, WEBHOOK, new UUID(1, 1), "push", "{}", NOW, 3);
      return true;
    });
    Notice late = turn(NOW);
    Notice next = turn(NOW.plus(PATIENCE));
    String due = "SELECT state, tries, due_at::text FROM registry.notice";
    var before = registry.inventory().query(due);
    database.transaction(transaction -> {
      WebhookRows.notTried(transaction, late, NOW.plusSeconds(70), "late");
      WebhookRows.ended(transaction, late, Notice.State.WAITING, NOW.plusSeconds(70), "late");
      WebhookRows.ended(transaction, late, Notice.State.DEAD, NOW.plusSeconds(70), "late");
      return true;
    });
    assertThat(registry.inventory().query(due)).isEqualTo(before);
    database.transaction(transaction -> {
      WebhookRows.ended(transaction, late, Notice.State.TAKEN, NOW.plusSeconds(70), "status 200");
      WebhookRows.notTried(transaction, next, NOW.plusSeconds(70), "next");
      return true;
    });
    assertThat(registry.inventory().query("SELECT state || ' ' || said FROM registry.notice"))
        .containsExactly("TAKEN status 200");
  }

  private Notice turn(Instant now) {
    return database.transaction(transaction -> {
      WebhookRows.Turn turn = WebhookRows.turn(transaction, List.of(), now, PATIENCE).orElseThrow();
      return WebhookRows.take(transaction, turn, now).orElseThrow();
    });
  }

  @Test
  void theLatestAreFoundWithoutLookingAtAll() {
    registry.plant(
        """
        INSERT INTO registry.notice (webhook, event, kind, body, at, state, tries, due_at)
        SELECT '00000000-0000-0000-0000-000000000001', gen_random_uuid(), 'push', '{}',
          now() - n * interval '1 second', 'TAKEN', 1, now()
        FROM generate_series(1, 20000) n
        """);
    registry.plant("ANALYZE registry.notice");
    assertThat(
            registry
                .inventory()
                .query(
                    """
                    EXPLAIN SELECT * FROM registry.notice
                    WHERE webhook = '00000000-0000-0000-0000-000000000001' ORDER BY at DESC, event LIMIT 10
                    """))
        .noneMatch(line -> line.contains("Sort"));
  }
}
