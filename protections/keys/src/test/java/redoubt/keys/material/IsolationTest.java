package redoubt.keys.material;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;
import redoubt.web.Grant;
import redoubt.web.Role;

/** What belongs to one tenant or key is of no use to another, also to who can write the tables. */
class IsolationTest {
  @AutoClose private static final KeyService SERVICE = KeyService.start();

  private final Caller mine = SERVICE.manager();
  private final Caller theirs =
      SERVICE.as("stranger", Grant.inInstance(Role.MANAGER, KeyService.OTHER)).in(KeyService.OTHER);

  @Test
  void aForeignTenantsKeyIsLikeNone() {
    String key = mine.rootKey();
    String absent = UUID.randomUUID().toString();
    for (String id : List.of(key, absent)) {
      assertThat(theirs.get("/api/v2/keys/" + id + "/metadata").outcome())
          .isEqualTo("404 KEY_NOT_FOUND_ERR");
      assertThat(theirs.act(id, "wrap").outcome()).isEqualTo("404 KEY_NOT_FOUND_ERR");
      assertThat(theirs.in(KeyService.TENANT).act(id, "wrap").outcome())
          .isEqualTo("401 UNAUTHORIZED_ERR");
    }
  }

  @Test
  void aForeignCiphertextDoesNotOpen() {
    String ciphertext = mine.wrap(mine.rootKey(), new byte[32]);
    assertThat(theirs.unwrap(theirs.rootKey(), ciphertext).outcome())
        .isEqualTo("422 UNPROCESSABLE_CIPHERTEXT_ERR");
  }

  @Test
  void aVersionMovedToAnotherKeyDoesNotOpen() {
    String key = mine.rootKey();
    String ciphertext = mine.wrap(key, new byte[32]);
    String version = mine.metadata(key).get("keyVersion").get("id").asText();
    String other = mine.rootKey();
    // The row of the version is given to the other key; its secret keeps its name.
    int moved =
        SERVICE
            .database()
            .transaction(handle -> {
              handle.execute("SET CONSTRAINTS ALL DEFERRED");
              handle.execute(
                  "INSERT INTO keys.version SELECT tenant, ?, id, 2, imported, in_hsm, bits, created_at"
                      + " FROM keys.version WHERE id = ?",
                  UUID.fromString(other),
                  UUID.fromString(version));
              return handle.execute(
                  "UPDATE keys.key SET version = ? WHERE id = ?",
                  UUID.fromString(version),
                  UUID.fromString(other));
            });
    assertThat(moved).isEqualTo(1);
    SERVICE.clock().advance(java.time.Duration.ofSeconds(5));
    assertThat(mine.unwrap(other, ciphertext).status()).isEqualTo(409);
    assertThat(mine.act(other, "wrap").status()).isEqualTo(409);
  }

  @Test
  void aSecretMovedToAnotherNameDoesNotOpen() {
    String victim = mine.rootKey();
    String thief = theirs.rootKey();
    String ciphertext = mine.wrap(victim, new byte[32]);
    int swapped =
        SERVICE
            .database()
            .transaction(handle -> {
              String mineName = name(KeyService.TENANT, victim, mine);
              String theirName = name(KeyService.OTHER, thief, theirs);
              handle.execute("DELETE FROM seal.secret WHERE name = ?", theirName);
              return handle.execute(
                  "UPDATE seal.secret SET name = ? WHERE name = ?", theirName, mineName);
            });
    assertThat(swapped).isEqualTo(1);
    assertThat(theirs.unwrap(thief, ciphertext).status()).isIn(409, 422, 500);
    assertThat(theirs.act(thief, "wrap").status()).isGreaterThanOrEqualTo(409);
  }

  private static String name(String tenant, String key, Caller caller) {
    return "keys/"
        + tenant
        + "/"
        + key
        + "/"
        + caller.metadata(key).get("keyVersion").get("id").asText();
  }

  @Test
  void noKeyIsInTheTables() {
    byte[] material =
        "THIS-MATERIAL-MUST-NOT-BE-SEEN!!".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    String key = mine.importedKey(material);
    mine.wrap(key, material);
    String hex = java.util.HexFormat.of().formatHex(material);
    List<String> tables =
        SERVICE
            .database()
            .read(handle ->
                handle
                    .createQuery(
                        "SELECT table_schema || '.' || table_name FROM information_schema.tables"
                            + " WHERE table_type = 'BASE TABLE'"
                            + " AND table_schema NOT IN ('pg_catalog', 'information_schema')")
                    .mapTo(String.class)
                    .list());
    assertThat(tables).contains("keys.key", "keys.version");
    for (String table : tables) {
      int hits =
          SERVICE
              .database()
              .read(handle ->
                  handle
                      .createQuery(
                          "SELECT count(*) FROM "
                              + table
                              + " t WHERE t::text LIKE '%' || :hex || '%'"
                              + " OR t::text LIKE '%THIS-MATERIAL%'")
                      .bind("hex", hex)
                      .mapTo(Integer.class)
                      .one());
      assertThat(hits).as(table).isZero();
    }
  }

  @Test
  void refusalsAreRecordedUnderTheAction() {
    theirs.in(KeyService.TENANT).act(mine.rootKey(), "rotate");
    assertThat(SERVICE.refusals()).contains("kms.secrets.rotate web.forbidden");
  }
}
