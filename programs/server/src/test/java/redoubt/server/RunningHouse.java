package redoubt.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.TestDatabase;
import redoubt.web.Json;

/** A whole server on a real database, on a free port of the loopback address. */
public final class RunningHouse implements AutoCloseable {
  private final TestDatabase database;
  private final House house;

  private RunningHouse(TestDatabase database, House house) {
    this.database = database;
    this.house = house;
  }

  public static RunningHouse start(Path directory, InstantSource clock) {
    return start(directory, clock, Rooms.ALL);
  }

  /** A server with these rooms. */
  static RunningHouse start(Path directory, InstantSource clock, List<RoomPlan> rooms) {
    return start(directory, clock, rooms, ServerOptions.RegistryOptions.USUAL);
  }

  /** A server whose registry is reached in these ways. */
  public static RunningHouse start(
      Path directory, InstantSource clock, ServerOptions.RegistryOptions registry) {
    return start(directory, clock, Rooms.ALL, registry);
  }

  private static RunningHouse start(
      Path directory,
      InstantSource clock,
      List<RoomPlan> rooms,
      ServerOptions.RegistryOptions registry) {
    TestDatabase database = TestDatabase.create();
    ServerOptions options =
        new ServerOptions(
                directory,
                "127.0.0.1",
                0,
                Optional.of(database.settings()),
                ServerOptions.SealOptions.file())
            // Registries and clusters of tests are on this machine.
            .reaching(Optional.of(true))
            .with(registry);
    return new RunningHouse(database, House.open(rooms, options, clock, step -> {}));
  }

  public House house() {
    return house;
  }

  public TestDatabase database() {
    return database;
  }

  /** Calls without a credential. */
  public HttpsCaller caller() {
    return HttpsCaller.trusting(house.caFile(), URI.create(house.url()));
  }

  /** Calls as the first administrator, who is also manager of the instance {@code default}. */
  public HttpsCaller admin() {
    try {
      return as(Files.readString(house.apiKeyFile()).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls with a token for an API key. */
  public HttpsCaller as(String apiKey) {
    HttpResponse<String> response =
        caller()
            .postForm(
                "/identity/token",
                "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey="
                    + URLEncoder.encode(apiKey, StandardCharsets.UTF_8));
    if (response.statusCode() != 200) {
      throw new IllegalStateException("no token: " + response.body());
    }
    return caller().withBearer(text(response, "access_token"));
  }

  /** A field of a JSON answer. */
  public static String text(HttpResponse<String> response, String field) {
    return Json.parse(response.body().getBytes(StandardCharsets.UTF_8)).path(field).asText();
  }

  @Override
  public void close() {
    house.close();
    database.close();
  }
}
