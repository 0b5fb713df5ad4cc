package redoubt.web;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * An answer.
 *
 * @param headers by their usual spelling
 */
public record Response(int status, Map<String, String> headers, Body body) {
  /** What follows the headers. */
  public sealed interface Body {}

  /** Bytes that are at hand; written once and never shared. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Bytes(byte[] bytes) implements Body {}

  /** Bytes that are made while they are sent; a failure on the way breaks the connection off. */
  public record Stream(Writer writer) implements Body {}

  /** Writes a body, blocking as fast as the client reads. */
  @FunctionalInterface
  public interface Writer {
    void to(OutputStream out) throws IOException;
  }

  private static final Bytes NONE = new Bytes(new byte[0]);

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
    return new Response(status, Map.of("Content-Type", contentType), new Bytes(body));
  }

  public static Response stream(int status, String contentType, Writer writer) {
    return new Response(status, Map.of("Content-Type", contentType), new Stream(writer));
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
