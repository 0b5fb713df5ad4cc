package redoubt.registry.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import redoubt.web.Json;
import redoubt.web.Response;

/**
 * What a call was answered.
 *
 * @param length as the headers will say it
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Answer(int status, Map<String, String> headers, byte[] body, long length) {
  static Answer of(Response response) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      response.body().writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long length =
        switch (response.body()) {
          case Response.Bytes whole -> whole.bytes().length;
          case Response.Sized sized -> sized.length();
          case Response.FileRegion region -> region.length();
          case Response.Stream _ -> -1;
        };
    return new Answer(response.status(), response.headers(), bytes.toByteArray(), length);
  }

  public JsonNode json() {
    return Json.parse(body);
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The texts of a list in the body. */
  public List<String> list(String field) {
    return StreamSupport.stream(json().path(field).spliterator(), false)
        .map(JsonNode::asText)
        .toList();
  }

  /** Digests of the manifests that a list in the body has. */
  public List<String> digests() {
    return StreamSupport.stream(json().path("manifests").spliterator(), false)
        .map(entry -> entry.path("digest").asText())
        .toList();
  }

  /** The target of the link to the next page. */
  public String next() {
    return header("Link").orElseThrow().replaceFirst("<(.*)>; rel=\"next\"", "$1");
  }

  /**
   * Status, the specification's code and our own, {@code 404 BLOB_UNKNOWN registry.no-blob}, or
   * only the status of a success.
   */
  public String outcome() {
    if (status < 400) {
      return Integer.toString(status);
    }
    JsonNode error = json().path("errors").path(0);
    return error.isMissingNode()
        ? status + " " + json().path("code").asText()
        : status
            + " "
            + error.path("code").asText()
            + " "
            + error.path("detail").path("code").asText();
  }

  /** The same; fails the test when the call failed. */
  public Answer expect(int wanted) {
    if (status != wanted) {
      throw new AssertionError(
          "not " + wanted + " but " + status + ": " + new String(body, StandardCharsets.UTF_8));
    }
    return this;
  }

  @Override
  public String toString() {
    return outcome();
  }
}
