package redoubt.server.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import redoubt.server.House;
import redoubt.server.ServerOptions;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.TestDatabase;
import redoubt.web.Json;

/** A whole server with two tenants, some people and three days of use behind it. */
final class Site implements AutoCloseable {
  private static final String GRANT_TYPE = "urn:ibm:params:oauth:grant-type:apikey";

  private final Path directory;
  private final TestDatabase database;
  private final House house;
  private final String adminKey;
  private final Town town;

  private Site(Path directory, TestDatabase database, House house, LateClock clock) {
    this.directory = directory;
    this.database = database;
    this.house = house;
    try {
      this.adminKey = Files.readString(house.apiKeyFile()).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.town = Town.settle(this, clock, directory);
  }

  static Site open() {
    try {
      Path directory = Files.createTempDirectory("redoubt-site");
      TestDatabase database = TestDatabase.create();
      LateClock clock = new LateClock(Duration.ofHours(Town.HOURS));
      ServerOptions options =
          new ServerOptions(
                  directory,
                  "127.0.0.1",
                  0,
                  Optional.of(database.settings()),
                  ServerOptions.SealOptions.file())
              .reaching(Optional.of(true));
      return new Site(directory, database, House.open(options, clock, step -> {}), clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  House house() {
    return house;
  }

  String url() {
    return house.url();
  }

  /** API key of the first administrator. */
  String adminKey() {
    return adminKey;
  }

  /** Who and what there is. */
  Town town() {
    return town;
  }

  /** Calls without a credential. */
  HttpsCaller caller() {
    return HttpsCaller.trusting(house.caFile(), URI.create(house.url()));
  }

  /** Calls the interface with a fresh token. */
  HttpsCaller as(String apiKey) {
    HttpResponse<String> response =
        caller().postForm("/identity/token", form("grant_type", GRANT_TYPE, "apikey", apiKey));
    return caller().withBearer(json(response).path("access_token").asText());
  }

  HttpsCaller admin() {
    return as(adminKey);
  }

  /** Signs in at the console: name, equals sign and value of the session cookie. */
  String session(String apiKey) {
    HttpResponse<String> response = caller().postForm("/login", form("apikey", apiKey));
    return cookie(response, "__Host-redoubt_session");
  }

  /** Sees the console as this person's browser would, without a browser. */
  HttpsCaller signedIn(String apiKey) {
    return caller().with("Cookie", session(apiKey));
  }

  /** Makes a root key in the instance {@code default}, for one test alone. */
  String newKey(String name) {
    return town.rootKey(admin(), town.instance(), "default", name, "");
  }

  /** Its page. */
  String keyPage(String key) {
    return "/instances/" + town.instance() + "/keys/" + key;
  }

  static String cookie(HttpResponse<String> response, String name) {
    return response.headers().allValues("set-cookie").stream()
        .filter(cookie -> cookie.startsWith(name + "="))
        .map(cookie -> cookie.substring(0, cookie.indexOf(';')))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no cookie " + name + " in " + response));
  }

  /** Names and values, as a form sends them. */
  static String form(String... pairs) {
    StringBuilder form = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      form.append(form.isEmpty() ? "" : "&")
          .append(URLEncoder.encode(pairs[i], StandardCharsets.UTF_8))
          .append('=')
          .append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
    }
    return form.toString();
  }

  /** The body of an answer that must be a good one. */
  static JsonNode json(HttpResponse<String> response) {
    if (response.statusCode() >= 300) {
      throw new AssertionError(response + ": " + response.body());
    }
    return response.body().isEmpty()
        ? Json.parse("{}".getBytes(StandardCharsets.UTF_8))
        : Json.parse(response.body().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    town.fleet().close();
    house.close();
    database.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : List.copyOf(files.sorted(Comparator.reverseOrder()).toList())) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
