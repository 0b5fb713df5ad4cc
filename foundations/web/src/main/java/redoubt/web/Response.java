package redoubt.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
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
  public sealed interface Body {
    /** Writes all of it. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Bytes that are at hand; written once and never shared. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Bytes(byte[] bytes) implements Body {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      out.write(bytes);
    }
  }

  /** Bytes that are made while they are sent; a failure on the way breaks the connection off. */
  public record Stream(Writer writer) implements Body {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      writer.to(out);
    }
  }

  /** As many bytes, made while they are sent; one less breaks the connection off. */
  public record Sized(long length, Writer writer) implements Body {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      writer.to(out);
    }
  }

  /** A piece of a file, which is opened when it is sent and closed then. */
  public record FileRegion(Opener opener, long offset, long length) implements Body {
    @Override
    public void writeTo(OutputStream out) throws IOException {
      try (SeekableByteChannel file = opener.open()) {
        InputStream from = Channels.newInputStream(file.position(offset));
        out.write(from.readNBytes(Math.toIntExact(length)));
      }
    }
  }

  /** Opens a file for reading. */
  @FunctionalInterface
  public interface Opener {
    SeekableByteChannel open() throws IOException;
  }

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
