package redoubt.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redoubt.ledger.room.LedgerRoom;
import redoubt.web.Body;
import redoubt.web.Call;
import redoubt.web.Dispatcher;
import redoubt.web.Grant;
import redoubt.web.Json;
import redoubt.web.Principal;
import redoubt.web.RequestMeter;
import redoubt.web.Response;
import redoubt.web.Role;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LedgerRoutesTest {
  @AutoClose private final House house = new House();
  private final Dispatcher web =
      new Dispatcher(
          new LedgerRoom(house.database, house.ledger, house.clock).routes(),
          List.of(),
          LedgerRoutesTest::authenticate,
          (route, request, caller, failure) -> {},
          new RequestMeter(new SimpleMeterRegistry()));

  private static Principal authenticate(String token) {
    List<Grant> grants =
        token.equals("administrator")
            ? List.of(Grant.administrator())
            : List.of(Grant.inInstance(Role.valueOf(token), "a"));
    return new Principal("user-1", "key-1", grants);
  }

  @BeforeAll
  void fill() {
    house.withLeaves(9);
  }

  @ParameterizedTest
  @CsvSource({
    "READER,/v1/ledger/head,200",
    "READER,/v1/ledger/consistency?from=2&to=7,200",
    "MANAGER,/v1/instances/a/ledger/entries,200",
    "MANAGER,/v1/instances/a/ledger/entries/3.0/proof,200",
    "MANAGER,/v1/instances/a/ledger/export,200",
    "administrator,/v1/instances/a/ledger/entries,200",
    "administrator,/v1/ledger/entries,200",
    "administrator,/v1/ledger/entries/3.1/proof,200",
    "WRITER,/v1/instances/a/ledger/entries,403",
    "MANAGER,/v1/ledger/entries,403",
    "MANAGER,/v1/ledger/export,403",
    "MANAGER,/v1/ledger/entries/3.0/proof,403",
    "MANAGER,/v1/instances/a/ledger/entries/3.1/proof,404",
    "administrator,/v1/ledger/entries/3.99/proof,404",
    "administrator,/v1/ledger/entries/99.0/proof,404",
    "administrator,/v1/ledger/entries/x/proof,404",
    "administrator,/v1/ledger/entries?limit=0,400",
    "administrator,/v1/ledger/entries?limit=501,400",
    "administrator,/v1/ledger/entries?limit=ten,400",
    "administrator,/v1/ledger/entries?before=x,400",
    "READER,/v1/ledger/consistency?from=7&to=2,400",
    "READER,/v1/ledger/consistency?from=0&to=9999,400",
    "READER,/v1/ledger/consistency,400",
  })
  void answersWhoMayAskAndRefusesWhoMayNot(String token, String path, int status) {
    assertThat(call(token, path).status()).isEqualTo(status);
  }

  @Test
  void anInstancesListShowsItsOwnEntriesOnlyWhateverTheQuerySays() {
    JsonNode list = json(call("MANAGER", "/v1/instances/a/ledger/entries?tenant=b"));
    assertThat(list.path("items"))
        .isNotEmpty()
        .allMatch(one -> one.path("tenant").asText().equals("a"));
  }

  @Test
  void aListIsReadPartByPart() {
    JsonNode first = json(call("administrator", "/v1/ledger/entries?limit=3"));
    assertThat(first.path("items")).hasSize(3);
    JsonNode second =
        json(
            call(
                "administrator",
                "/v1/ledger/entries?limit=3&before=" + first.path("next").asText()));
    assertThat(second.path("items").path(0).path("id").asText())
        .isNotEqualTo(first.path("items").path(2).path("id").asText());
  }

  @Test
  void aHeadHasWhatATestOfItNeeds() {
    JsonNode head = json(call("READER", "/v1/ledger/head"));
    assertThat(head.path("note").asText())
        .startsWith(
            head.path("origin").asText()
                + "\n"
                + head.path("size").asText()
                + "\n"
                + head.path("rootHash").asText()
                + "\n");
    assertThat(head.path("publicKey").asText()).startsWith(head.path("origin").asText() + "+");
  }

  @Test
  void whoExportsIsInTheLog() {
    assertThat(text(call("MANAGER", "/v1/instances/a/ledger/export")))
        .contains("ledger.export.read");
  }

  private Response call(String token, String path) {
    int query = path.indexOf('?');
    return web.answer(
        new Call(
            "GET",
            query < 0 ? path : path.substring(0, query),
            query < 0 ? "" : path.substring(query + 1),
            Map.of("authorization", List.of("Bearer " + token)),
            Body.of(),
            "127.0.0.1",
            true));
  }

  private static JsonNode json(Response response) {
    return Json.parse(text(response).getBytes(StandardCharsets.UTF_8));
  }

  private static String text(Response response) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      response.body().writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
