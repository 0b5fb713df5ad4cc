package redoubt.registry.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.registry.sql.RepositoryRows;
import redoubt.registry.sql.UploadRows;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;

/** Nobody fills the database by what costs no bytes. */
final class BoundsTest {
  private static final String UPLOADS = "/v2/team/app/blobs/uploads/";

  @AutoClose private final Registry registry = Registry.start();
  private final Client writer = registry.writer();

  @BeforeEach
  void namespace() {
    registry.namespace(Registry.TENANT, "team", false);
    writer.push("team/app", Images.text("layer")).expect(201);
  }

  private void plantUploads(int count) {
    registry.plant(
        """
        INSERT INTO registry.upload (id, repository, place, acknowledged, touched_at, created_by)
        SELECT gen_random_uuid(), r.id, lpad(to_hex(n), 32, '0'), 0, TIMESTAMPTZ '%s', 'writer'
        FROM registry.repository r, generate_series(1, %d) n WHERE r.name = 'team/app'
        """
            .formatted(registry.clock().instant(), count));
  }

  @Test
  void uploadsThatAreBegunAreBounded() {
    plantUploads(UploadRows.MOST - 1);
    String last = writer.send("POST", UPLOADS).expect(202).header("Location").orElseThrow();
    assertThat(writer.send("POST", UPLOADS).outcome())
        .isEqualTo("429 TOOMANYREQUESTS registry.too-many-uploads");
    assertThat(writer.push("team/other", Images.text("another")).status()).isEqualTo(201);
    writer.delete(last).expect(204);
    writer.push("team/app", Images.text("one more")).expect(201);
    assertThat(registry.inventory().count("upload")).isEqualTo(UploadRows.MOST - 1);
  }

  @Test
  void whatNobodyGoesOnWithMakesRoom() {
    plantUploads(UploadRows.MOST);
    writer.send("POST", UPLOADS).expect(429);
    registry.clock().advance(Duration.ofHours(25));
    registry.tick();
    writer.send("POST", UPLOADS).expect(202);
  }

  @Test
  void repositoriesAreBounded() {
    registry.plant(
        """
        INSERT INTO registry.repository (namespace, name, created_at)
        SELECT 'team', 'team/planted' || n, now() FROM generate_series(1, %d) n
        """
            .formatted(RepositoryRows.MOST - 2));
    writer.push("team/last", Images.text("layer")).expect(201);
    assertThat(writer.push("team/more", Images.text("layer")).outcome())
        .isEqualTo("403 DENIED registry.too-many-repositories");
    writer.push("team/app", Images.text("as before")).expect(201);
    assertThat(registry.inventory().count("repository")).isEqualTo(RepositoryRows.MOST);
  }
}
