package redoubt.identity;

import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import redoubt.core.Failure;
import redoubt.crypto.ServerIdentity;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Dispatcher;
import redoubt.web.Json;
import redoubt.web.RequestMeter;
import redoubt.web.Route;
import redoubt.web.jetty.HttpsServer;

/** Identity behind a real HTTPS port. No instance can be deleted there. */
final class Http implements AutoCloseable {
  final House house = new House();
  final FreshKey adminKey;
  final List<String> refusals = new CopyOnWriteArrayList<>();
  private final List<Route> routes;
  private final Path directory;
  private final HttpsServer server;
  private final HttpsCaller caller;

  Http() {
    adminKey = house.identity().bootstrap().orElseThrow();
    IdentityRoom room =
        new IdentityRoom(
            house.identity(),
            List.of((transaction, instance) -> {
              throw new Failure(Failure.Kind.CONFLICT, "test.in-use", "In use.", "Leave it.");
            }),
            (instance, part) -> false);
    routes = room.routes();
    try {
      directory = Files.createTempDirectory("redoubt-identity-http-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ServerIdentity tls = ServerIdentity.in(directory, List.of(), InstantSource.system());
    server =
        HttpsServer.start(
            HttpsServer.Settings.on("127.0.0.1", 0),
            tls.context(),
            new Dispatcher(
                routes,
                List.of(),
                house.identity().authenticator(),
                (route, request, who, failure) ->
                    refusals.add(route.action() + " " + failure.code()),
                new RequestMeter(new SimpleMeterRegistry())));
    caller = HttpsCaller.trusting(tls.caFile(), uri());
  }

  URI uri() {
    return URI.create("https://127.0.0.1:" + server.port());
  }

  List<Route> routes() {
    return routes;
  }

  HttpsCaller anonymous() {
    return caller;
  }

  HttpsCaller as(FreshKey key) {
    return caller.withBearer(house.identity().tokens().issue(key.text(), "192.0.2.1").text());
  }

  HttpsCaller admin() {
    return as(adminKey);
  }

  /** The body of an answer with that status. */
  static JsonNode json(int status, HttpResponse<String> response) {
    if (response.statusCode() != status) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return Json.parse(response.body().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.close();
    house.close();
    try (var files = Files.walk(directory)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
