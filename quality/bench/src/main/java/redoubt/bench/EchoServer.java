package redoubt.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import redoubt.crypto.ServerIdentity;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Dispatcher;
import redoubt.web.RequestMeter;
import redoubt.web.Response;
import redoubt.web.Route;
import redoubt.web.jetty.HttpsServer;

/** The bare limit: reads JSON and writes it back, over the very stack that the server uses. */
final class EchoServer {
  private EchoServer() {}

  static HttpsServer start(Path directory) {
    Route echo =
        new Route(
            "POST",
            "/echo",
            Access.open(),
            "bench.echo",
            "Echo",
            ApiStyle.redoubt(),
            request -> Response.json(200, request.json()));
    return HttpsServer.start(
        HttpsServer.Settings.on("127.0.0.1", 0),
        ServerIdentity.in(directory, List.of(), InstantSource.system()).context(),
        new Dispatcher(
            List.of(echo),
            List.of(),
            token -> {
              throw new IllegalStateException("the echo asks for no credential");
            },
            (route, request, caller, failure) -> {},
            new RequestMeter(new SimpleMeterRegistry())));
  }
}
