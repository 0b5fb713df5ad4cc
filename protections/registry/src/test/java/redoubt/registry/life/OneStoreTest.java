package redoubt.registry.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.registry.content.ContentStore;
import redoubt.registry.content.FileStore;
import redoubt.registry.content.Place;
import redoubt.registry.sql.ContentStoreRows;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.store.Database;

/** A database and its content store know each other. */
final class OneStoreTest {
  private static final byte[] LAYER = Images.bytes(1, 10_000);

  @TempDir private Path elsewhere;
  @AutoClose private final Registry registry = Registry.start();
  private final Client writer = registry.writer();
  @AutoClose private final Database database = Database.open(registry.settings());
  private ContentStore other;

  @BeforeEach
  void prepare() throws IOException {
    registry.namespace(Registry.TENANT, "team", false);
    other = FileStore.in(elsewhere.resolve("images"));
  }

  private void open(ContentStore store) {
    OneStore.require(database, store, InstantSource.system());
  }

  private void assertRefused(ContentStore store) {
    assertThatThrownBy(() -> open(store))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo("registry.another-store");
              assertThat(failure.what()).contains(elsewhere.toString());
              assertThat(failure.remedy()).contains("--images-dir");
            });
  }

  @Test
  void theFirstServerGivesBothAnIdAndTheNextFindsIt() throws IOException {
    open(registry.store());
    String id = registry.store().id().orElseThrow();
    assertThat(registry.inventory().query("SELECT id FROM registry.content_store"))
        .containsExactly(id);
    open(FileStore.in(registry.directory().resolve("content")));
    assertThat(Files.readString(registry.directory().resolve("content/store.id")).strip())
        .isEqualTo(id);
    writer.pushImage("team/app", "v1", LAYER);
    assertThat(registry.inventory().findings()).isEmpty();
  }

  @Test
  void anotherDirectoryIsRefusedAlsoWhileThereAreNoImages() throws IOException {
    open(registry.store());
    assertRefused(other);
    assertThat(other.id()).isEmpty();
  }

  @Test
  void aStoreFromBeforeThereWereIdsIsKnownByItsBlobs() throws IOException {
    writer.pushImage("team/app", "v1", LAYER);
    assertRefused(other);
    open(registry.store());
    assertRefused(other);
  }

  @Test
  void theStoreOfAnotherDatabaseIsRefused() throws IOException {
    String _ = other.giveId("the id of another");
    other.write(Place.fresh(), 0).close();
    assertRefused(other);
    open(registry.store());
    assertRefused(other);
  }

  @Test
  void aDatabaseThatWasRestoredTakesTheStoreThatHasItsBlobs() {
    open(registry.store());
    writer.pushImage("team/app", "v1", LAYER);
    database.transaction(transaction -> {
      ContentStoreRows.forget(transaction);
      return true;
    });
    open(registry.store());
  }

  @Test
  void oneThatWasRestoredWithoutImagesStartsAnywhere() {
    open(registry.store());
    database.transaction(transaction -> {
      ContentStoreRows.forget(transaction);
      return true;
    });
    open(other);
  }

  @Test
  void whoseImagesAreLostForGoodGoesOnWithTheIdThatItIsTold() throws IOException {
    open(registry.store());
    writer.pushImage("team/app", "v1", LAYER);
    assertRefused(other);
    Files.writeString(
        elsewhere.resolve("images/store.id"), registry.store().id().orElseThrow() + "\n");
    open(other);
  }

  @Test
  void whatIsNotMountedIsNotTakenForLost() throws IOException {
    open(registry.store());
    writer.pushImage("team/app", "v1", LAYER);
    Path content = registry.directory().resolve("content");
    Path away = registry.directory().resolve("away");
    Files.move(content, away);
    Files.createDirectory(content);
    Files.createDirectory(content.resolve("places"));
    String blob = "/v2/team/app/blobs/" + Digest.of(LAYER);
    assertThat(writer.get(blob).outcome()).isEqualTo("503 UNAVAILABLE registry.store-failed");
    registry.clock().advance(Duration.ofDays(2));
    registry.tick();
    Files.delete(content.resolve("places"));
    Files.delete(content);
    Files.move(away, content);
    assertThat(writer.get(blob).expect(200).body()).isEqualTo(LAYER);
    assertThat(writer.head(blob).status()).isEqualTo(200);
    assertThat(registry.inventory().findings()).isEmpty();
  }

  @Test
  void aSecondServerScrubsAndCollectsWhatTheFirstOneWroteWithoutHarm() throws IOException {
    writer.pushImage("team/app", "v1", LAYER);
    ContentStore same = FileStore.in(registry.directory().resolve("content"));
    try (Registry second = registry.another(same)) {
      registry.clock().advance(Duration.ofHours(30));
      second.tick();
      registry.clock().advance(Duration.ofHours(30));
      second.tick();
      String blob = "/v2/team/app/blobs/" + Digest.of(LAYER);
      assertThat(writer.head(blob).status()).isEqualTo(200);
      assertThat(writer.get(blob).expect(200).body()).isEqualTo(LAYER);
      second.writer().push("team/other", LAYER).expect(201);
      assertThat(writer.get(blob).expect(200).body()).isEqualTo(LAYER);
      assertThat(registry.inventory().findings()).isEmpty();
    }
  }
}
