package redoubt.registry.content.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.crypto.PrivateFiles;

/** Who a server is for the bucket. Says nothing of itself. */
public final class S3Login {
  private static final int LONGEST_FILE = 64 << 10;

  private final String id;
  private final String key;
  private final Optional<String> session;

  private S3Login(String id, String key, Optional<String> session) {
    this.id = id;
    this.key = key;
    this.session = session;
  }

  /**
   * Reads the section {@code default} of a file as the tools of AWS write it, which only its owner
   * may read.
   *
   * @throws Failure {@code registry.no-s3-login}, {@code crypto.unsafe-file}
   */
  public static S3Login from(Path file) {
    Map<String, String> found = new HashMap<>();
    String text =
        PrivateFiles.read(file, LONGEST_FILE)
            .map(bytes -> new String(bytes, UTF_8))
            .orElseThrow(() -> missing("The file " + file + " is not there."));
    String section = "default";
    for (String line : text.lines().map(String::strip).toList()) {
      int equals = line.indexOf('=');
      if (line.startsWith("[") && line.endsWith("]")) {
        section = line.substring(1, line.length() - 1).strip();
      } else if (section.equals("default") && equals > 0 && !line.startsWith("#")) {
        found.put(
            line.substring(0, equals).strip().toUpperCase(Locale.ROOT),
            line.substring(equals + 1).strip());
      }
    }
    return of(found, "The file " + file);
  }

  /**
   * Takes {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY} and perhaps {@code
   * AWS_SESSION_TOKEN}.
   *
   * @throws Failure {@code registry.no-s3-login}
   */
  public static S3Login from(Map<String, String> environment) {
    return of(environment, "The environment");
  }

  private static S3Login of(Map<String, String> found, String where) {
    String id = found.getOrDefault("AWS_ACCESS_KEY_ID", "");
    String key = found.getOrDefault("AWS_SECRET_ACCESS_KEY", "");
    if (id.isEmpty() || key.isEmpty()) {
      throw missing(where + " has no login for the bucket.");
    }
    return new S3Login(
        id,
        key,
        Optional.ofNullable(found.get("AWS_SESSION_TOKEN")).filter(text -> !text.isEmpty()));
  }

  private static Failure missing(String what) {
    return new Failure(
        Failure.Kind.INVALID,
        "registry.no-s3-login",
        what,
        "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a file with both by"
            + " --images-s3-credentials-file.");
  }

  String id() {
    return id;
  }

  String key() {
    return key;
  }

  Optional<String> session() {
    return session;
  }

  @Override
  public String toString() {
    return "a login";
  }
}
