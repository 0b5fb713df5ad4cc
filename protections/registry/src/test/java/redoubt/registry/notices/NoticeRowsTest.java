package redoubt.registry.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
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
