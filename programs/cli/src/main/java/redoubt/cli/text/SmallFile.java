package redoubt.cli.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import redoubt.core.Failure;

/** Files that are sent as they are. */
public final class SmallFile {
  private static final int LONGEST = 1 << 20;

  /** How PEM (RFC 7468) and OpenPGP's armor (RFC 9580, 6.2) begin a private key. */
  private static final Pattern PRIVATE = Pattern.compile("-----BEGIN [A-Z0-9 ]*PRIVATE KEY");

  private SmallFile() {}

  /**
   * @throws Failure {@code cli.file} when it cannot be read, or is longer than 1 MiB
   */
  public static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw unusable(Failure.Kind.INVALID, file, "is longer than 1 MiB", null);
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw unusable(Failure.Kind.UNAVAILABLE, file, "is not there", e);
    } catch (IOException e) {
      throw unusable(Failure.Kind.UNAVAILABLE, file, "cannot be read", e);
    }
  }

  /** The same as text. */
  public static String text(Path file) {
    return new String(bytes(file), StandardCharsets.UTF_8);
  }

  /**
   * The same of what everybody may see, so that a private key goes nowhere.
   *
   * @throws Failure also {@code cli.private-key}
   */
  public static String publicText(Path file) {
    String text = text(file);
    if (PRIVATE.matcher(text).find()) {
      throw new Failure(
          Failure.Kind.INVALID,
          "cli.private-key",
          "The file " + file + " is a private key; nothing of it was sent.",
          "Name the file of the public key: cosign.pub beside cosign.key, or what openssl pkey"
              + " -pubout or gpg --export writes.");
    }
    return text;
  }

  /** The same as JSON. */
  public static JsonNode json(Path file) {
    try {
      return JsonText.parse(bytes(file));
    } catch (IOException e) {
      throw new Failure(
          Failure.Kind.INVALID,
          "cli.file",
          "The file " + file + " is no JSON.",
          "Look at it with a program that shows where it breaks, such as jq.",
          e);
    }
  }

  private static Failure unusable(
      Failure.Kind kind,
      Path file,
      String why,
      @org.jspecify.annotations.Nullable IOException cause) {
    return new Failure(
        kind,
        "cli.file",
        "The file " + file + " " + why + ".",
        "Check its name, and whether this user may read it.",
        cause);
  }
}
