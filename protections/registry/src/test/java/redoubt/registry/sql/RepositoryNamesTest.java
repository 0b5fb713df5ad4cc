package redoubt.registry.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redoubt.registry.access.ReadRights;
import redoubt.registry.browse.Span;
import redoubt.testkit.TestDatabase;

/**
 * Pages of repositories and images, beside another tenant with many before, between and after them.
 */
final class RepositoryNamesTest {
  private static final String MINE = "11111111-1111-4111-8111-111111111111";
  private static final String FOREIGN = "22222222-2222-4222-8222-222222222222";
  private static final String LAST = "33333333-3333-4333-8333-333333333333";
  private static final int MANY = 5_000;

  @AutoClose
  private static final TestDatabase DATABASE = TestDatabase.create(NamespaceRows.MIGRATIONS);

  @BeforeAll
  static void fill() {
    DATABASE
        .database()
        .transaction(handle -> {
          put(handle, MINE, "team", 3);
          put(handle, MINE, "team-a", 2);
          put(handle, MINE, "team0", 2);
          put(handle, FOREIGN, "alpha", MANY);
          put(handle, FOREIGN, "team-b", MANY);
          put(handle, FOREIGN, "zulu", MANY);
          put(handle, LAST, "zz", MANY);
          return handle.execute("ANALYZE") >= 0;
        });
  }

  private static void put(Handle handle, String instance, String namespace, int count) {
    int _ =
        handle.execute(
            "INSERT INTO registry.namespace (name, instance, anonymous_pull, immutable_tags,"
                + " created_at, created_by) VALUES (?, ?, false, '{}', now(), 'x')",
            namespace,
            instance);
    int _ =
        handle.execute(
            "INSERT INTO registry.manifest_body (digest, bytes) VALUES ('sha256:' || repeat('a',"
                + " 64), '') ON CONFLICT DO NOTHING");
    int _ =
        handle.execute(
            """
            WITH made AS (
              INSERT INTO registry.repository (namespace, name, created_at)
              SELECT ?, ? || '/r' || to_char(n, 'FM00000'), now() FROM generate_series(1, ?) n RETURNING id)
            INSERT INTO registry.manifest
              (repository, digest, media_type, annotations, size, pushed_at, pushed_by)
            SELECT id, 'sha256:' || repeat('a', 64), 'x', '', 1, now(), 'x' FROM made
            """,
            namespace,
            namespace,
            count);
  }

  private static List<String> names(ReadRights rights, String after, int limit) {
    return DATABASE
        .database()
        .read(handle -> RepositoryRows.names(handle, List.of(rights), after, limit));
  }

  /** A dash comes before a slash, and a digit after it. */
  @Test
  void namesAreInOneOrder() {
    ReadRights all = ReadRights.ofAll(MINE);
    List<String> expected =
        List.of(
            "team-a/r00001",
            "team-a/r00002",
            "team/r00001",
            "team/r00002",
            "team/r00003",
            "team0/r00001",
            "team0/r00002");
    assertThat(names(all, "", 100)).isEqualTo(expected);
    List<String> paged = new ArrayList<>();
    for (String after = ""; ; after = paged.getLast()) {
      List<String> page = names(all, after, 2);
      paged.addAll(page);
      if (page.size() < 2) {
        break;
      }
    }
    assertThat(paged).isEqualTo(expected);
  }

  @Test
  void onlyWhatIsTheInstancesIsListed() {
    assertThat(
            names(
                new ReadRights(
                    MINE,
                    false,
                    List.of("team-a", "zulu", "none"),
                    List.of("team/r00002", "team-a/r00001", "alpha/r00001", "team/none")),
                "",
                100))
        .containsExactly("team-a/r00001", "team-a/r00002", "team/r00002");
  }

  @Test
  void aPageCostsWhatItLists() {
    for (String after : List.of("", "team/", "team0/r00001", "zzz")) {
      long read =
          DATABASE
              .database()
              .transaction(handle -> {
                long before = rowsRead(handle);
                List<String> _ =
                    RepositoryRows.names(handle, List.of(ReadRights.ofAll(MINE)), after, 3);
                return rowsRead(handle) - before;
              });
      assertThat(read).as("rows read after '%s'", after).isLessThan(20);
    }
  }

  @Test
  void aPageOfANamespaceCostsWhatItLists() {
    for (Span span :
        List.of(
            new Span("", "", "", 2),
            new Span("", "team/r00001", "", 2),
            new Span("", "", "team/r00003", 2))) {
      assertThat(
              reads(
                  handle -> BrowseRows.repositories(handle, "team", ReadRights.ofAll(MINE), span)))
          .as("rows read of %s", span)
          .isLessThan(20);
    }
    for (Span span : List.of(new Span("", "", "", 2), new Span("", "zz/r02000", "", 2))) {
      assertThat(
              reads(handle -> BrowseRows.repositories(handle, "zz", ReadRights.ofAll(LAST), span)))
          .as("rows read of %s", span)
          .isLessThan(20);
    }
  }

  @Test
  void aPageOfImagesCostsWhatItLists() {
    for (String[] page :
        new String[][] {
          {MINE, ""}, {MINE, "team/r00001@"}, {MINE, "zzz@"}, {LAST, ""}, {LAST, "zz/r02000@"}
        }) {
      assertThat(
              reads(handle ->
                  ImageRows.list(
                      handle,
                      new ImageRows.Wanted(
                          ReadRights.ofAll(page[0]),
                          Optional.empty(),
                          Optional.empty(),
                          Optional.empty(),
                          false,
                          ImageRows.Tagged.NO_MATTER,
                          page[1],
                          2))))
          .as("rows read of %s", List.of(page))
          .isLessThan(40);
    }
  }

  private static long reads(Function<Handle, List<?>> list) {
    return DATABASE
        .database()
        .transaction(handle -> {
          long before = rowsRead(handle);
          List<?> _ = list.apply(handle);
          return rowsRead(handle) - before;
        });
  }

  /** By this connection, of the tables of repositories and manifests. */
  private static long rowsRead(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))
            FROM pg_stat_xact_user_tables
            WHERE schemaname = 'registry' AND relname IN ('repository', 'manifest')
            """)
        .mapTo(Long.class)
        .one();
  }
}
