package redoubt.keys.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import redoubt.web.Json;

/** What the server answered. Its text shows no body, which may hold a key. */
public record Answer(int status, String body) {
  /** The first resource of a collection. */
  JsonNode resource() {
    return json().path("resources").path(0);
  }

  JsonNode json() {
    return Json.parse(body.getBytes(StandardCharsets.UTF_8));
  }

  boolean succeeded() {
    return status >= 200 && status < 300;
  }

  /** Whether the body names the reason code of the Key Protect API, or a code of ours. */
  boolean names(String code) {
    return body.contains("\"" + code + "\"");
  }

  @Override
  public String toString() {
    return Integer.toString(status);
  }
}
