package redoubt.kmsplugin.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import redoubt.core.Failure;

/**
 * {@code /healthz} (the process serves), {@code /readyz} (it holds a lease; else 503 and why) and
 * {@code /metrics}, on a loopback port, in plain HTTP.
 */
public final class HealthPages implements AutoCloseable {
  private static final int QUEUE = 16;

  private final HttpServer server;

  private HealthPages(HttpServer server) {
    this.server = server;
  }

  /**
   * @param unready why the plugin is not ready; empty when it is
   * @throws Failure {@code plugin.health-address}
   */
  public static HealthPages open(
      InetSocketAddress address, Supplier<Optional<String>> unready, Supplier<String> metrics) {
    try {
      HttpServer server = HttpServer.create(address, QUEUE);
      server.createContext(
          "/healthz", exchange -> answer(exchange, 200, "text/plain", "ok\n", "/healthz"));
      server.createContext(
          "/readyz",
          exchange -> {
            Optional<String> why = unready.get();
            answer(
                exchange,
                why.isEmpty() ? 200 : 503,
                "text/plain; charset=utf-8",
                why.map(text -> "not ready: " + text + "\n").orElse("ok\n"),
                "/readyz");
          });
      server.createContext(
          "/metrics",
          exchange ->
              answer(
                  exchange,
                  200,
                  "application/openmetrics-text; version=1.0.0; charset=utf-8",
                  metrics.get(),
                  "/metrics"));
      server.setExecutor(
          Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("health").factory()));
      server.start();
      return new HealthPages(server);
    } catch (IOException e) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "plugin.health-address",
          "The pages for health cannot be served at " + address + ".",
          "Name a free port of this machine with --health, or leave it out.",
          e);
    }
  }

  /** Where the pages are. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /**
   * Reads {@code PORT} or {@code ADDRESS:PORT}; the address has to be one that only this machine
   * reaches.
   *
   * @throws Failure {@code plugin.health-address}
   */
  public static InetSocketAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "127.0.0.1" : text.substring(0, colon);
    String port = text.substring(colon + 1);
    try {
      InetAddress address = InetAddress.ofLiteral(host.replaceAll("^\\[(.*)]$", "$1"));
      if (port.matches("[0-9]{1,5}") && address.isLoopbackAddress()) {
        return new InetSocketAddress(address, Integer.parseInt(port));
      }
      throw bad(text);
    } catch (IllegalArgumentException e) {
      throw bad(text);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static Failure bad(String text) {
    return new Failure(
        Failure.Kind.INVALID,
        "plugin.health-address",
        "The pages for health cannot be at " + text + ".",
        "Name a port, or an address of this machine alone, such as 127.0.0.1:8081.");
  }

  private static void answer(
      HttpExchange exchange, int status, String type, String text, String path) throws IOException {
    try (exchange) {
      boolean here = exchange.getRequestURI().getPath().equals(path);
      byte[] body = (here ? text : "not found\n").getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.sendResponseHeaders(here ? status : 404, body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
