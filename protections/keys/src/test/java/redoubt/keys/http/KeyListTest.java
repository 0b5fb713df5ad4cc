package redoubt.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.keys.testing.Answer;
import redoubt.keys.testing.Caller;
import redoubt.keys.testing.KeyService;
import redoubt.web.Grant;
import redoubt.web.Role;

class KeyListTest {
  @AutoClose private static final KeyService SERVICE = KeyService.start();

  /**
   * One key a minute from noon: alpha, beta (standard), gamma (imported), delta, and a dead one.
   */
  @BeforeAll
  static void makeKeys() {
    Caller caller = SERVICE.manager();
    caller.create(Map.of("name", "Alpha_1", "aliases", List.of("first")));
    minute();
    caller.create(
        Map.of("name", "beta", "extractable", true, "expirationDate", "2030-01-01T00:00:00Z"));
    minute();
    caller.create(Map.of("name", "gamma%", "payload", "AAAAAAAAAAAAAAAAAAAAAA=="));
    minute();
    String delta = Caller.idOf(caller.create(Map.of("name", "delta")));
    caller.act(delta, "rotate");
    caller.act(delta, "disable");
    minute();
    caller.delete("/api/v2/keys/" + Caller.idOf(caller.create(Map.of("name", "omega"))));
    caller.send("POST", "/api/v2/key_rings/ring", "");
    caller.with("X-Kms-Key-Ring", "ring").create(Map.of("name", "ringed"));
    SERVICE
        .as("stranger", Grant.inInstance(Role.MANAGER, KeyService.OTHER))
        .in(KeyService.OTHER)
        .create(Map.of("name", "foreign"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                           | Alpha_1 beta gamma% delta ringed",
        "state=5                                    | omega",
        "state=2,5                                  | delta omega",
        "state=0                                    | ''",
        "extractable=true                           | beta",
        "limit=2                                    | Alpha_1 beta",
        "limit=2&offset=1                           | beta gamma%",
        "offset=100                                 | ''",
        "sort=-creationDate                         | ringed delta gamma% beta Alpha_1",
        "sort=extractable,-creationDate             | ringed delta gamma% Alpha_1 beta",
        "sort=lastRotateDate                        | delta Alpha_1 beta gamma% ringed",
        "search=A                                   | Alpha_1 beta gamma% delta",
        "search=FIRST                               | Alpha_1",
        "search=name:first                          | ''",
        "search=alias:first                         | Alpha_1",
        "search=exact:alpha_1,                      | Alpha_1",
        "search=exact:alpha                         | ''",
        "search=not:a                               | ringed",
        "search=%25                                 | gamma%",
        "search=_                                   | Alpha_1",
        "filter=imported=true                       | gamma%",
        "filter=state=2 extractable=false           | delta",
        "filter=expirationDate=none                 | Alpha_1 gamma% delta ringed",
        "filter=expirationDate=gt:\"2029-12-31T23:59:59Z\" | beta",
        "filter=creationDate=lte:\"2026-11-21T12:01:00Z\"  | Alpha_1 beta",
        "filter=creationDate=\"2026-11-21T13:01:00+01:00\" | beta",
        "filter=deletionDate=gte:\"2026-11-21T12:00:00Z\"  | omega"
      })
  void listsWhatIsAskedFor(String query, String names) {
    Answer answer =
        SERVICE.manager().get(query == null ? "/api/v2/keys" : "/api/v2/keys?" + encoded(query));
    assertThat(answer.outcome()).isEqualTo("200");
    assertThat(
            String.join(
                " ", answer.resources().stream().map(key -> key.get("name").asText()).toList()))
        .isEqualTo(names);
    assertThat(answer.json().get("metadata").get("collectionTotal").asInt())
        .isEqualTo(answer.resources().size());
  }

  @Test
  void countsInAHeader() {
    Answer answer = SERVICE.manager().send("HEAD", "/api/v2/keys?state=1", "");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).containsEntry("Key-Total", "4");
    assertThat(answer.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=5001",
        "limit=x",
        "offset=-1",
        "state=9",
        "state=1,",
        "extractable=maybe",
        "sort=name",
        "sort=id,id",
        "sort=id,",
        "filter=oops",
        "filter=state%3D7"
      })
  void refusesABadParameter(String query) {
    assertThat(SERVICE.manager().get("/api/v2/keys?" + query).outcome())
        .isEqualTo("400 INVALID_QUERY_PARAM_ERR");
  }

  @Test
  void showsACallerOnlyTheKeysOfTheirRings() {
    Caller ringed = SERVICE.as("ringed", Grant.inRing(Role.READER, KeyService.TENANT, "ring"));
    assertThat(ringed.get("/api/v2/keys").resources())
        .extracting(key -> key.get("name").asText())
        .containsExactly("ringed");
    assertThat(ringed.with("X-Kms-Key-Ring", "default").get("/api/v2/keys").outcome())
        .isEqualTo("401 UNAUTHORIZED_ERR");
    assertThat(ringed.send("HEAD", "/api/v2/keys", "").headers()).containsEntry("Key-Total", "1");
  }

  @Test
  void namesARingByHeader() {
    assertThat(SERVICE.manager().with("X-Kms-Key-Ring", "ring").get("/api/v2/keys").resources())
        .hasSize(1);
  }

  @Test
  void aKeyOfAnotherRingIsAbsentToWhoMayNotSeeIt() {
    Caller manager = SERVICE.manager();
    String key = manager.get("/api/v2/keys?limit=1").resource().get("id").asText();
    Caller ringed = SERVICE.as("ringed", Grant.inRing(Role.MANAGER, KeyService.TENANT, "ring"));
    String absent = "00000000-0000-4000-8000-000000000000";
    for (String id : List.of(key, absent)) {
      assertThat(ringed.get("/api/v2/keys/" + id + "/metadata").outcome())
          .isEqualTo("404 KEY_NOT_FOUND_ERR");
      assertThat(ringed.act(id, "wrap").outcome()).isEqualTo("404 KEY_NOT_FOUND_ERR");
      assertThat(ringed.delete("/api/v2/keys/" + id).outcome()).isEqualTo("404 KEY_NOT_FOUND_ERR");
    }
  }

  private static void minute() {
    SERVICE.clock().advance(Duration.ofMinutes(1));
  }

  /** Encodes the value of the one parameter that has more in it than letters. */
  private static String encoded(String query) {
    int equals = query.indexOf('=');
    return query.startsWith("filter=") || query.startsWith("search=A")
        ? query.substring(0, equals + 1)
            + URLEncoder.encode(query.substring(equals + 1), StandardCharsets.UTF_8)
        : query;
  }
}
