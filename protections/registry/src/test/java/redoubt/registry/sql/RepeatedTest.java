package redoubt.registry.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.registry.content.Place;
import redoubt.registry.push.Blob;
import redoubt.registry.push.Upload;
import redoubt.testkit.TestDatabase;

/** Statements of a push whose answer was lost are run again: as if once, with the same answer. */
final class RepeatedTest {
  private static final RepositoryName APP = new RepositoryName("team/app");
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
  private static final Instant UNTIL = NOW.plusSeconds(60);

  @AutoClose
  private static final TestDatabase DATABASE = TestDatabase.create(NamespaceRows.MIGRATIONS);

  private final UUID upload = UUID.randomUUID();
  private final UUID writer = UUID.randomUUID();
  private final Place place = Place.fresh();

  @BeforeAll
  static void repository() {
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
          return RepositoryRows.ensure(handle, APP, NOW);
        });
  }

  private boolean begin() {
    return DATABASE
        .database()
        .statement(handle -> UploadRows.insertFree(handle, APP, upload, place, NOW, "ann"));
  }

  private Optional<Upload> claim(UUID by) {
    return DATABASE
        .database()
        .statement(handle -> UploadRows.claimFree(handle, APP, upload, by, UNTIL, NOW));
  }

  private boolean end(Blob blob) {
    return DATABASE
        .database()
        .statement(handle -> UploadRows.endAsNew(handle, upload, writer, blob, NOW));
  }

  private List<Integer> uploadsAndUses(Digest digest) {
    return DATABASE
        .database()
        .read(handle ->
            handle
                .createQuery(
                    """
                    SELECT count(*)::int FROM registry.upload WHERE id = :id
                    UNION ALL SELECT refs::int FROM registry.blob WHERE digest = :digest
                    """)
                .bind("id", upload)
                .bind("digest", digest.toString())
                .mapTo(Integer.class)
                .list());
  }

  @Test
  void aPushIsOne() {
    Blob blob = new Blob(Digest.of(new byte[] {1}), 1, place, Optional.empty());
    assertThat(begin()).isTrue();
    assertThat(begin()).isTrue();
    assertThat(claim(writer)).isPresent();
    assertThat(claim(writer)).isPresent();
    assertThat(uploadsAndUses(blob.digest())).containsExactly(1);
    assertThat(end(blob)).isTrue();
    assertThat(end(blob)).isTrue();
    assertThat(uploadsAndUses(blob.digest())).containsExactly(0, 1);
  }

  @Test
  void anotherWriterWaits() {
    assertThat(begin()).isTrue();
    assertThat(claim(writer)).isPresent();
    assertThat(claim(UUID.randomUUID())).isEmpty();
  }

  @Test
  void contentThatAnotherMadeIsNotOurs() {
    Digest digest = Digest.of(new byte[] {2});
    assertThat(begin()).isTrue();
    assertThat(claim(writer)).isPresent();
    assertThat(end(new Blob(digest, 1, place, Optional.empty()))).isTrue();
    assertThat(end(new Blob(digest, 1, Place.fresh(), Optional.empty()))).isFalse();
  }
}
