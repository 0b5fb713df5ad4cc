package redoubt.cli.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redoubt.cli.text.JsonText;
import redoubt.core.Failure;

/**
 * Calls to one server as one user, one after the other over one connection. Fetches a token when
 * none is kept, and once more when the server no longer takes the kept one. Every answer that is
 * not a success is thrown as a {@link Failure} with the server's own words.
 */
public final class Api implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private final Target target;
  private final Supplier<Credential> credential;
  private final Optional<Path> tokens;
  private final InstantSource clock;
  private @Nullable EarlyConnection early;
  private @Nullable Wire wire;
  private @Nullable Token token;
  private @Nullable TokenCache cache;
  private boolean fresh;

  /**
   * @param credential asked only when a call needs it
   * @param tokens directory to keep tokens in; empty to keep none
   * @param early a connection under way; used if it leads to the target
   */
  public Api(
      Target target,
      Supplier<Credential> credential,
      Optional<Path> tokens,
      InstantSource clock,
      Optional<EarlyConnection> early) {
    this.target = target;
    this.credential = credential;
    this.tokens = tokens;
    this.clock = clock;
    this.early = early.filter(open -> open.target().isSame(target)).orElse(null);
  }

  /** One call of an API; the body is JSON unless a content type is named. */
  public record Call(
      String method,
      String path,
      Map<String, String> headers,
      Optional<byte[]> body,
      Duration timeout) {
    public static Call of(String method, String path) {
      return new Call(
          method, path, Map.of("Accept", "application/json"), Optional.empty(), TIMEOUT);
    }

    public Call with(JsonNode json) {
      return new Call(
          method,
          path,
          added("Content-Type", "application/json"),
          Optional.of(JsonText.compact(json).getBytes(StandardCharsets.UTF_8)),
          timeout);
    }

    public Call header(String name, String value) {
      return new Call(method, path, added(name, value), body, timeout);
    }

    public Call within(Duration longest) {
      return new Call(method, path, headers, body, longest);
    }

    private Map<String, String> added(String name, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(name, value);
      return more;
    }
  }

  public Target target() {
    return target;
  }

  public JsonNode get(String path) {
    return json(Call.of("GET", path));
  }

  public JsonNode post(String path, JsonNode body) {
    return json(Call.of("POST", path).with(body));
  }

  public JsonNode put(String path, JsonNode body) {
    return json(Call.of("PUT", path).with(body));
  }

  public JsonNode patch(String path, JsonNode body) {
    return json(Call.of("PATCH", path).with(body));
  }

  public JsonNode delete(String path) {
    return json(Call.of("DELETE", path));
  }

  /** The answer's JSON; null's node when it has no body. */
  public JsonNode json(Call call) {
    Reply reply = send(call);
    try {
      byte[] bytes = reply.bytes();
      return bytes.length == 0 ? NullNode.getInstance() : JsonText.parse(bytes);
    } catch (IOException e) {
      throw new Failure(
          Failure.Kind.INTERNAL,
          "cli.bad-answer",
          "The answer of " + target + " cannot be read.",
          "Check that this is a Redoubt server of a version that fits this command line.",
          e);
    }
  }

  /** A successful answer whose body the caller reads to its end. */
  public Reply send(Call call) {
    Reply reply = exchange(call.header("Authorization", "Bearer " + token().text()));
    if (reply.status() == 401 && !fresh) {
      drain(reply);
      forgetToken();
      reply = exchange(call.header("Authorization", "Bearer " + token().text()));
    }
    if (reply.status() >= 300) {
      throw ServerError.of(reply);
    }
    return reply;
  }

  /** Proves that the credential is good, not only that a kept token is. */
  public void signIn() {
    forgetToken();
    token();
  }

  private void forgetToken() {
    token = null;
    cache().ifPresent(TokenCache::forget);
    fresh = true;
  }

  private Token token() {
    Token present = token;
    if (present == null) {
      present = fresh ? fetched() : cache().flatMap(TokenCache::load).orElseGet(this::fetched);
      token = present;
    }
    return present;
  }

  private Optional<TokenCache> cache() {
    if (cache == null && tokens.isPresent()) {
      cache = new TokenCache(tokens.get(), target, credential.get(), clock);
    }
    return Optional.ofNullable(cache);
  }

  private Token fetched() {
    fresh = true;
    String form =
        "grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey="
            + escaped(credential.get().text());
    Reply reply =
        exchange(
            new Call(
                "POST",
                "/identity/token",
                Map.of(
                    "Accept", "application/json",
                    "Content-Type", "application/x-www-form-urlencoded"),
                Optional.of(form.getBytes(StandardCharsets.US_ASCII)),
                TIMEOUT));
    if (reply.status() == 400 || reply.status() == 401) {
      Failure theirs = ServerError.of(reply);
      throw new Failure(
          Failure.Kind.UNAUTHENTICATED,
          "cli.apikey-refused",
          target + " does not take this API key: " + theirs.what(),
          "Name the key of this server with --apikey-file FILE or REDOUBT_APIKEY; a deleted or"
              + " expired key never works again.");
    }
    if (reply.status() != 200) {
      throw ServerError.of(reply);
    }
    try {
      JsonNode answer = JsonText.parse(reply.bytes());
      Token fetched =
          new Token(
              answer.path("access_token").asText(),
              clock.instant().plusSeconds(answer.path("expires_in").asLong(0)));
      cache().ifPresent(kept -> kept.store(fetched));
      return fetched;
    } catch (IOException e) {
      throw new Failure(
          Failure.Kind.INTERNAL,
          "cli.bad-answer",
          target + " gave no token.",
          "Check that this is a Redoubt server.",
          e);
    }
  }

  /** A kept connection that the server closed meanwhile is opened anew, once, if that is safe. */
  private Reply exchange(Call call) {
    Wire connection = wire;
    if (connection != null && connection.isFree()) {
      try {
        return over(connection, call);
      } catch (IOException e) {
        boolean repeatable = call.method().equals("GET") || call.method().equals("HEAD");
        if (!repeatable || e instanceof java.net.SocketTimeoutException) {
          throw Tls.unreachable(target, e);
        }
      }
    }
    if (connection != null) {
      connection.close();
    }
    try {
      Wire opened = open();
      wire = opened;
      return over(opened, call);
    } catch (IOException e) {
      throw Tls.unreachable(target, e);
    }
  }

  private static Reply over(Wire connection, Call call) throws IOException {
    return connection.exchange(
        call.method(),
        call.path(),
        call.headers(),
        call.body(),
        Math.toIntExact(call.timeout().toMillis()));
  }

  private Wire open() throws IOException {
    EarlyConnection opened = early;
    early = null;
    Link link = opened == null ? Link.open(target) : opened.take();
    return new Wire(link, target.authority());
  }

  private void drain(Reply reply) {
    try {
      reply.bytes();
    } catch (IOException e) {
      throw Tls.unreachable(target, e);
    }
  }

  /** A path segment or a query's value, escaped. */
  public static String escaped(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  @Override
  public void close() {
    if (wire != null) {
      wire.close();
    }
  }
}
