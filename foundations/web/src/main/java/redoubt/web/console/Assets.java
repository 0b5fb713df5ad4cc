package redoubt.web.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import redoubt.core.Failure;
import redoubt.web.Request;
import redoubt.web.Response;

/**
 * Style sheet, scripts and fonts. Their address carries a digest of them all, so that a browser
 * keeps them for ever and still never mixes two releases.
 */
final class Assets {
  @SuppressWarnings("ArrayRecordComponent") // Shared only inside this class, never changed.
  private record File(String type, byte[] plain, byte[] gzip) {}

  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "woff2", "font/woff2");

  private static final Map<String, String> SOURCES =
      Map.of(
          "console.css", "assets/console.css",
          "console.js", "assets/console.js",
          "mark.svg", "assets/mark.svg",
          "htmx.js", "vendor/htmx.js",
          "uplot.js", "vendor/uplot.js",
          "uplot.css", "vendor/uplot.css",
          "plex-sans.woff2", "vendor/plex-sans.woff2",
          "plex-mono.woff2", "vendor/plex-mono.woff2");

  private final Map<String, File> files = new TreeMap<>();
  private final String version;

  Assets() {
    MessageDigest digest = sha256();
    new TreeMap<>(SOURCES)
        .forEach((name, source) -> {
          byte[] plain = read(source);
          digest.update(plain);
          String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "");
          files.put(name, new File(type, plain, gzip(plain)));
        });
    version = HexFormat.of().formatHex(digest.digest()).substring(0, 16);
  }

  /** The address of a file. */
  String path(String name) {
    if (!files.containsKey(name)) {
      throw new IllegalArgumentException("no such file: " + name);
    }
    return "/assets/" + version + "/" + name;
  }

  Response serve(Request request) {
    File file = files.get(request.pathParameter("file"));
    if (file == null || !request.pathParameter("version").equals(version)) {
      throw new Failure(
          Failure.Kind.NOT_FOUND,
          "console.no-such-file",
          "There is no such file in this release of the console.",
          "Reload the page.");
    }
    boolean packed =
        !file.type().startsWith("font/")
            && request.header("accept-encoding").filter(it -> it.contains("gzip")).isPresent();
    Response response =
        Response.bytes(200, file.type(), packed ? file.gzip() : file.plain())
            .withHeader("Cache-Control", "public, max-age=31536000, immutable")
            .withHeader("Vary", "Accept-Encoding")
            .withHeader("X-Content-Type-Options", "nosniff")
            .withHeader("Cross-Origin-Resource-Policy", "same-origin");
    return packed ? response.withHeader("Content-Encoding", "gzip") : response;
  }

  private static byte[] read(String source) {
    try (InputStream in = Assets.class.getResourceAsStream(source)) {
      if (in == null) {
        throw new IllegalStateException("missing from the program: " + source);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream(plain.length);
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }
}
