package redoubt.keys.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import redoubt.core.Failure;
import redoubt.keys.KeyProtectError;
import redoubt.web.HttpStatus;
import redoubt.web.Json;
import redoubt.web.Request;
import redoubt.web.Response;

final class KeyProtectStyleTest {
  private static JsonNode body(Response response) {
    return switch (response.body()) {
      case Response.Bytes bytes -> Json.parse(bytes.bytes());
      case Response.Body other -> throw new AssertionError("errors are not streamed: " + other);
    };
  }

  private static Response answer(Failure failure, String method, String path) {
    return KeyProtectStyle.INSTANCE.failure(failure, Calls.call(method, path));
  }

  @Test
  void anErrorIsACollectionOfOneWithItsReasons() {
    Response response =
        answer(
            KeyProtectError.KEY_ROTATION_NOT_PERMITTED.failure(),
            "POST",
            "/api/v2/keys/k/actions/rotate");

    assertThat(response.status()).isEqualTo(409);
    JsonNode body = body(response);
    assertThat(body.at("/metadata/collectionType").textValue())
        .isEqualTo("application/vnd.ibm.kms.error+json");
    assertThat(body.at("/metadata/collectionTotal").intValue()).isEqualTo(1);
    assertThat(body.at("/resources/0/errorMsg").textValue())
        .isEqualTo(
            "Conflict: Key could not be rotated: Please see 'reasons' for more details"
                + " (KEY_ROTATION_NOT_PERMITTED)");
    JsonNode reason = body.at("/resources/0/reasons/0");
    assertThat(reason.get("code").textValue()).isEqualTo("KEY_ROTATION_NOT_PERMITTED");
    assertThat(reason.get("status").intValue()).isEqualTo(409);
    assertThat(reason.get("message").textValue()).startsWith("This root key has been rotated");
    assertThat(reason.get("moreInfo").textValue()).startsWith("https://");
    assertThat(reason.has("target")).isFalse();
  }

  @Test
  void theFieldAtFaultIsTheTarget() {
    Response response = answer(KeyProtectError.field("name", "given"), "POST", "/api/v2/keys");

    JsonNode reason = body(response).at("/resources/0/reasons/0");
    assertThat(reason.at("/target/type").textValue()).isEqualTo("field");
    assertThat(reason.at("/target/name").textValue()).isEqualTo("name");
    assertThat(reason.get("message").textValue()).isEqualTo("The field 'name' must be: given");
  }

  @Test
  void aFailureOfAnotherRoomKeepsItsStatusAndSaysWhatHappened() {
    Failure tooLarge =
        new Failure(Failure.Kind.TOO_LARGE, "web.too-large", "The body is large.", "Send less.");

    Response response = answer(tooLarge, "POST", "/api/v2/keys");

    assertThat(response.status()).isEqualTo(413);
    JsonNode reason = body(response).at("/resources/0/reasons/0");
    assertThat(reason.get("code").textValue()).isEqualTo("BODY_TOO_LARGE_ERR");
    assertThat(reason.get("message").textValue()).endsWith("The body is large.");
    assertThat(reason.get("remedy").textValue()).isEqualTo("Send less.");
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID,web.bad-json,400,BAD_BODY_ERR",
    "INVALID,web.bad-query,400,INVALID_QUERY_PARAM_ERR",
    "INVALID,web.no-instance,400,BAD_HEADER_ERR",
    "UNAUTHENTICATED,web.no-credential,401,UNAUTHORIZED_ERR",
    "FORBIDDEN,web.forbidden,401,UNAUTHORIZED_ERR",
    "NOT_FOUND,web.no-such-path,404,NOT_FOUND_ERR",
    "TOO_MANY,web.too-many,429,TOO_MANY_REQUESTS_ERR",
    "NOT_SUPPORTED,other.thing,501,NOT_SUPPORTED_ERR",
    "UNAVAILABLE,store.unavailable,503,UNAVAILABLE_ERR",
    "INTERNAL,web.internal,500,INTERNAL_ERR"
  })
  void eachFailureOfTheHouseHasACodeThatClientsKnow(
      Failure.Kind kind, String code, int status, String reason) {
    Response response = answer(new Failure(kind, code, "What.", "Remedy."), "GET", "/api/v2/keys");

    assertThat(response.status()).isEqualTo(status);
    assertThat(body(response).at("/resources/0/reasons/0/code").textValue()).isEqualTo(reason);
  }

  @Test
  void aMissingRoleReadsAsClientsExpectIt() {
    Failure forbidden =
        new Failure(Failure.Kind.FORBIDDEN, "web.forbidden", "No.", "Ask for a role.");

    assertThat(body(answer(forbidden, "GET", "/api/v2/keys")).at("/resources/0/errorMsg").asText())
        .isEqualTo("Unauthorized: The user does not have access to the specified resource");
  }

  @ParameterizedTest
  @EnumSource(KeyProtectError.class)
  void everyCodeIsFoundAgainAndHasTheStatusOfItsKind(KeyProtectError error) {
    assertThat(KeyProtectError.withCode(error.code())).contains(error);
    assertThat(answer(error.failure(), "GET", "/api/v2/keys").status())
        .isEqualTo(HttpStatus.of(error.kind()));
  }

  @Test
  void twoInstancesAreNone() {
    Request twice =
        new Request(
            "GET",
            "/api/v2/keys",
            Map.of(),
            Map.of(),
            Map.of("bluemix-instance", List.of("abc-1", "abc-2")),
            new byte[0],
            "127.0.0.1");
    assertThat(KeyProtectStyle.INSTANCE.instance(twice)).isEmpty();
  }

  @Test
  void theInstanceIsNamedByAHeader() {
    assertThat(
            KeyProtectStyle.INSTANCE.instance(
                Calls.call("GET", "/api/v2/keys", Map.of("bluemix-instance", "abc-1"), "")))
        .contains("abc-1");
    assertThat(
            KeyProtectStyle.INSTANCE.instance(
                Calls.call("GET", "/api/v2/keys", Map.of("Bluemix-Instance", "../x y"), "")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/api/v2/keys,Key could not be created",
    "GET,/api/v2/keys,Keys could not be retrieved",
    "DELETE,/api/v2/keys/k,Key could not be deleted",
    "DELETE,/api/v2/keys/k/purge,Key could not be purged",
    "POST,/api/v2/keys/k/restore,Key could not be restored",
    "POST,/api/v2/keys/k?action=wrap,Wrap with key could not be performed",
    "POST,/api/v2/keys/k/actions/unwrap,Unwrap with key could not be performed",
    "POST,/api/v2/keys/k/aliases/a,Alias could not be created",
    "GET,/api/v2/keys/registrations,Registrations could not be retrieved",
    "PUT,/api/v2/instance/policies,Instance policy could not be created",
    "POST,/api/v2/key_rings/r,Key ring could not be created"
  })
  void theFirstLineSaysWhatWasTried(String method, String path, String tried) {
    assertThat(Operation.of(Calls.call(method, path)).couldNot()).isEqualTo(tried);
  }
}
