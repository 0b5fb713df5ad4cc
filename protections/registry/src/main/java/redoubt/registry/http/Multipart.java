package redoubt.registry.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.core.Failure;

/** Files of a form (RFC 7578), by their file names; of a body that is in memory. */
final class Multipart {
  private static final int MOST_PARTS = 200;
  private static final int MOST_HEADERS = 4096;
  private static final Pattern BOUNDARY =
      Pattern.compile(
          "(?i)multipart/form-data\\s*;\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))\\s*");
  private static final Pattern FILE =
      Pattern.compile("(?im)^content-disposition:[^\\r\\n]*;\\s*filename=\"([^\"\\r\\n]*)\"");

  private Multipart() {}

  /**
   * @throws Failure {@code registry.trust.malformed-upload}; {@code registry.trust.no-filename} for
   *     a part that names no file
   */
  static Map<String, byte[]> files(Optional<String> contentType, byte[] body) {
    Matcher type = BOUNDARY.matcher(contentType.orElse(""));
    if (!type.matches()) {
      throw malformed();
    }
    String boundary = type.group(1) == null ? type.group(2) : type.group(1);
    byte[] line = ("\r\n--" + boundary).getBytes(ISO_8859_1);
    byte[] first = Arrays.copyOfRange(line, 2, line.length);
    if (find(body, first, 0) != 0) {
      throw malformed();
    }
    Map<String, byte[]> files = new LinkedHashMap<>();
    int at = first.length;
    while (!startsWith(body, at, "--")) {
      int headers = find(body, "\r\n\r\n".getBytes(ISO_8859_1), at);
      int end = headers < 0 ? -1 : find(body, line, headers + 2);
      if (!startsWith(body, at, "\r\n")
          || headers < 0
          || headers - at > MOST_HEADERS
          || end < headers + 4
          || files.size() == MOST_PARTS) {
        throw malformed();
      }
      Matcher name = FILE.matcher(new String(body, at, headers - at, ISO_8859_1));
      if (!name.find() || name.group(1).isEmpty()) {
        throw noFilename();
      }
      if (files.put(name.group(1), Arrays.copyOfRange(body, headers + 4, end)) != null) {
        throw malformed();
      }
      at = end + line.length;
    }
    return files;
  }

  private static boolean startsWith(byte[] body, int at, String text) {
    return at + text.length() <= body.length
        && text.equals(new String(body, at, text.length(), ISO_8859_1));
  }

  /** Where the bytes are next; negative when they are not there. */
  private static int find(byte[] body, byte[] wanted, int from) {
    for (int at = from; at <= body.length - wanted.length; at++) {
      if (body[at] == wanted[0]
          && Arrays.equals(body, at, at + wanted.length, wanted, 0, wanted.length)) {
        return at;
      }
    }
    return -1;
  }

  private static Failure malformed() {
    return new Failure(
        Failure.Kind.INVALID,
        "registry.trust.malformed-upload",
        "The body is no form with files.",
        "Send multipart/form-data, each role's file once, named by its role.");
  }

  private static Failure noFilename() {
    return new Failure(
        Failure.Kind.INVALID,
        "registry.trust.no-filename",
        "A part of the form names no role.",
        "Give each part the name of its role as its file name.");
  }
}
