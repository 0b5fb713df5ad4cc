package redoubt.kmsplugin.server;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;
import redoubt.crypto.PrivateFiles;

/**
 * Bearer tokens for the plugin's API key, each fetched when a fifth of the last one's life is left.
 * The file with the API key has to be private, and is read anew each time, so that the key may be
 * replaced while the plugin runs.
 */
final class Tokens {
  private static final int MOST_KEY_BYTES = 4096;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Https https;
  private final Path apiKeyFile;
  private final LongSupplier nanoTime;
  private @Nullable Token present;

  private record Token(String bearer, long renewAt, long endsAt) {
    @Override
    public String toString() {
      return "Token[hidden]";
    }
  }

  Tokens(Https https, Path apiKeyFile, LongSupplier nanoTime) {
    this.https = https;
    this.apiKeyFile = apiKeyFile;
    this.nanoTime = nanoTime;
  }

  /** The value of the Authorization header. */
  synchronized String bearer() {
    Token token = present;
    long now = nanoTime.getAsLong();
    if (token != null && now - token.renewAt() < 0) {
      return token.bearer();
    }
    try {
      Token fresh = fetch(now);
      present = fresh;
      return fresh.bearer();
    } catch (ServerUnreachable e) {
      if (token != null && now - token.endsAt() < 0) {
        return token.bearer();
      }
      throw e;
    }
  }

  /** Forgets the token, if it is still the one that was refused. */
  synchronized void refused(String bearer) {
    if (present != null && present.bearer().equals(bearer)) {
      present = null;
    }
  }

  /**
   * Refuses a file that others may read, before the first call.
   *
   * @throws Failure {@code crypto.unsafe-file} or {@code plugin.no-credential}
   */
  void checkFile() {
    Arrays.fill(apiKey(), (byte) 0);
  }

  private Token fetch(long now) {
    byte[] key = apiKey();
    String form;
    try {
      form =
          "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey="
              + URLEncoder.encode(
                  new String(key, StandardCharsets.UTF_8).strip(), StandardCharsets.UTF_8);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
    Https.Answer answer =
        https.post(
            "/identity/token",
            Map.of(
                "Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json"),
            form.getBytes(StandardCharsets.US_ASCII),
            PATIENCE);
    if (answer.status() == 400 || answer.status() == 401 || answer.status() == 403) {
      // To every other code the API key is as good as before.
      throw new ServerSaysNo("give a token for the API key", 401);
    }
    if (answer.status() != 200) {
      throw new ServerUnreachable(
          "The server gives no token (HTTP " + answer.status() + ").", null);
    }
    try {
      FlatJson json = FlatJson.read(answer.body());
      String text = json.text("access_token");
      long seconds = json.number("expires_in");
      if (!text.matches("[!-~]{1,32768}") || seconds <= 0) {
        throw new IOException("no token");
      }
      long life = Math.min(Duration.ofSeconds(seconds).toNanos(), LONGEST.toNanos());
      return new Token("Bearer " + text, now + life / 5 * 4, now + life);
    } catch (IOException e) {
      throw new ServerUnreachable("The server's token cannot be read.", null);
    }
  }

  private byte[] apiKey() {
    return PrivateFiles.read(apiKeyFile, MOST_KEY_BYTES)
        .filter(bytes -> bytes.length > 0)
        .orElseThrow(() ->
            new Failure(
                Failure.Kind.UNAVAILABLE,
                "plugin.no-credential",
                "There is no API key in " + apiKeyFile + ".",
                "Put the plugin's own API key there, with mode 0600."));
  }
}
