package redoubt.web.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.web.Json;
import redoubt.web.Response;

/** What the interface answered to a page. */
public record Answer(Response response) {
  public boolean ok() {
    return response.status() < 400;
  }

  public int status() {
    return response.status();
  }

  /**
   * The body of a good answer; an empty object if it had none.
   *
   * @throws Failure what the interface refused with, in its own words
   */
  public JsonNode json() {
    if (!ok()) {
      throw failure();
    }
    byte[] bytes = bytes();
    return bytes.length == 0 ? JsonNodeFactory.instance.objectNode() : Json.parse(bytes);
  }

  /** The list of a good answer: {@code items}, or Key Protect's {@code resources}. */
  public List<JsonNode> items() {
    JsonNode json = json();
    List<JsonNode> items = new ArrayList<>();
    (json.has("items") ? json.path("items") : json.path("resources")).forEach(items::add);
    return items;
  }

  /** The same, or nothing where the caller may not look or there is nothing to look at. */
  public List<JsonNode> itemsIfAllowed() {
    return isHidden() ? List.of() : items();
  }

  /** The body, or empty where the caller may not look or there is nothing to look at. */
  public Optional<JsonNode> jsonIfAllowed() {
    return isHidden() ? Optional.empty() : Optional.of(json());
  }

  private boolean isHidden() {
    return status() == 403 || status() == 404 || status() == 501;
  }

  /** Text of a field, empty when it is not there. */
  public static Optional<String> text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isValueNode() && !value.isNull() && !value.asText().isEmpty()
        ? Optional.of(value.asText())
        : Optional.empty();
  }

  /** Time of a field, empty when it is not there or is no time. */
  public static Optional<Instant> time(JsonNode node, String field) {
    return text(node, field).flatMap(Answer::instant);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** What a bad answer says as problem+json (RFC 9457). */
  public Failure failure() {
    JsonNode body = body();
    return new Failure(
        kind(),
        text(body, "code").filter(Answer::isCode).orElse("web.refused"),
        text(body, "title").orElse("The server refused."),
        text(body, "detail").orElse("Try again."));
  }

  private static boolean isCode(String code) {
    return code.matches("[a-z][a-z0-9]*(\\.[a-z0-9-]+)+");
  }

  /** What sort of failure the status means. */
  public Failure.Kind kind() {
    return switch (status()) {
      case 400 -> Failure.Kind.INVALID;
      case 401 -> Failure.Kind.UNAUTHENTICATED;
      case 403 -> Failure.Kind.FORBIDDEN;
      case 404 -> Failure.Kind.NOT_FOUND;
      case 409 -> Failure.Kind.CONFLICT;
      case 410 -> Failure.Kind.GONE;
      case 413 -> Failure.Kind.TOO_LARGE;
      case 422 -> Failure.Kind.UNPROCESSABLE;
      case 429 -> Failure.Kind.TOO_MANY;
      case 501 -> Failure.Kind.NOT_SUPPORTED;
      case 503 -> Failure.Kind.UNAVAILABLE;
      default -> Failure.Kind.INTERNAL;
    };
  }

  /** The body whatever the status; an empty object when it is not JSON. */
  public JsonNode body() {
    try {
      return Json.parse(bytes());
    } catch (Failure e) {
      return JsonNodeFactory.instance.objectNode();
    }
  }

  /** The body as bytes, streamed ones gathered. */
  public byte[] bytes() {
    ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    try {
      response.body().writeTo(gathered);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return gathered.toByteArray();
  }
}
