package redoubt.registry.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.registry.manifests.Referrer;
import redoubt.testkit.TestDatabase;

/** A page of what is about an image costs what a page may be long, whatever annotations say. */
final class ReferrerRowsTest {
  private static final Digest SUBJECT = Digest.of(new byte[] {1});
  private static final int EACH = 1_000_000;
  private static final int MANY = 40;

  @AutoClose
  private static final TestDatabase DATABASE = TestDatabase.create(NamespaceRows.MIGRATIONS);

  private static long repository;

  @BeforeAll
  static void fill() {
    repository =
        DATABASE
            .database()
            .transaction(handle -> {
              int _ =
                  handle.execute(
                      """
                      INSERT INTO registry.namespace
                        (name, instance, anonymous_pull, immutable_tags, created_at, created_by)
                      VALUES ('team', 'x', false, '{}', now(), 'x')
                      """);
              put(handle);
              return handle
                  .createQuery("SELECT id FROM registry.repository")
                  .mapTo(Long.class)
                  .one();
            });
  }

  private static void put(Handle handle) {
    int _ =
        handle.execute(
            "INSERT INTO registry.repository (namespace, name, created_at) VALUES ('team',"
                + " 'team/app', now())");
    int _ =
        handle.execute(
            """
            INSERT INTO registry.manifest_body
            SELECT 'sha256:' || lpad(to_hex(n), 64, '0'), '' FROM generate_series(1, ?) n
            """,
            MANY);
    int _ =
        handle.execute(
            """
            INSERT INTO registry.manifest
              (repository, digest, media_type, subject, annotations, size, pushed_at, pushed_by)
            SELECT r.id, 'sha256:' || lpad(to_hex(n), 64, '0'), 'x', ?,
              '{"note":"' || repeat('a', ?) || '"}', 1, now(), 'x'
            FROM registry.repository r, generate_series(1, ?) n
            """,
            SUBJECT.toString(),
            EACH,
            MANY);
  }

  private static List<Referrer> page(String after, long most) {
    return DATABASE
        .database()
        .read(handle ->
            ManifestRows.referrers(
                handle, repository, SUBJECT, Optional.empty(), after, 1001, most));
  }

  @Test
  void noMoreIsReadThanAPageMayBeLongAndOneMore() {
    List<Referrer> first = page("", 3L * EACH + 100);
    assertThat(first).hasSize(4);
    List<Referrer> second = page(first.getLast().digest(), 3L * EACH + 100);
    assertThat(second).hasSize(4);
    assertThat(second.getFirst().digest()).isGreaterThan(first.getLast().digest());
    assertThat(page("", 0)).hasSize(1);
    assertThat(page("", 1L << 40)).hasSize(MANY);
  }

  @Test
  void otherRoomsReadDigestsAlone() {
    List<Digest> all =
        DATABASE
            .database()
            .read(handle -> ManifestRows.about(handle, repository, SUBJECT, "", 500));
    assertThat(all).hasSize(MANY);
  }
}
