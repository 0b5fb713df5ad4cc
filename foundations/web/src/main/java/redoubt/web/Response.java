package redoubt.web;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * An answer.
 *
 * @param headers by their usual spelling
 * @param body empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // The body is written once and never shared.
public record Response(int status, Map<String, String> headers, byte[] body) {
  private static final byte[] NONE = new byte[0];

  public static Response json(int status, Object value) {
    return bytes(status, "application/json", Json.bytes(value));
  }

  public static Response html(int status, String page) {
    return bytes(status, "text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
  }

  public static Response text(int status, String text) {
    return bytes(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  public static Response bytes(int status, String contentType, byte[] body) {
    return new Response(status, Map.of("Content-Type", contentType), body);
  }

  public static Response empty(int status) {
    return new Response(status, Map.of(), NONE);
  }

  public static Response redirect(String location) {
    return new Response(303, Map.of("Location", location), NONE);
  }

  public Response withHeader(String name, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(name, value);
    return new Response(status, more, body);
  }
}
