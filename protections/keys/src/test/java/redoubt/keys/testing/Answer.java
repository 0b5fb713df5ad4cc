package redoubt.keys.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import redoubt.web.Json;
import redoubt.web.Response;

/** What a call was answered. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Answer(int status, Map<String, String> headers, byte[] body) {
  static Answer of(Response response) {
    return new Answer(
        response.status(), response.headers(), ((Response.Bytes) response.body()).bytes());
  }

  public JsonNode json() {
    return Json.parse(body);
  }

  /** The one resource of a collection. */
  public JsonNode resource() {
    return json().get("resources").get(0);
  }

  public List<JsonNode> resources() {
    return StreamSupport.stream(json().get("resources").spliterator(), false).toList();
  }

  /** Status and reason code, {@code 409 REQ_TOO_EARLY_ERR}, or only the status of a success. */
  public String outcome() {
    return status < 400
        ? Integer.toString(status)
        : status + " " + resource().get("reasons").get(0).get("code").asText();
  }

  @Override
  public String toString() {
    return outcome();
  }
}
