package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import redoubt.server.House;
import redoubt.store.Database;
import redoubt.testkit.Await;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.TestDatabase;
import redoubt.testkit.etcd.EtcdServer;
import redoubt.testkit.kube.EtcdGateway;
import redoubt.testkit.kube.SmallApiServer;
import redoubt.web.Json;

/**
 * A server whose clock can be put forward, and its cluster {@code prod} over a real etcd, which a
 * root key guards.
 */
final class GuardedCluster implements AutoCloseable {
  static final Duration LONG = Duration.ofSeconds(60);

  private final Path directory;
  private final EtcdServer etcdServer;
  private final EtcdGateway etcd;
  private final SmallApiServer apiServer;
  private final TestDatabase database;
  private House house;
  private KeyCaller keys;
  private HttpsCaller manager;
  private final String clusters;
  private final String rootKey;
  private volatile Duration ahead = Duration.ZERO;

  GuardedCluster(Path directory) throws IOException {
    this.directory = directory;
    this.etcdServer = EtcdServer.start(Files.createDirectories(directory.resolve("etcd")));
    this.etcd = new EtcdGateway(etcdServer.endpoints().getFirst());
    this.apiServer = SmallApiServer.start(directory.resolve("api"), etcd, InstantSource.system());
    this.database = TestDatabase.create();
    this.house = open();
    this.keys = Houses.admin(house, directory.resolve("a"));
    String instance = json(keys.https().get("/v1/instances")).at("/items/0/id").asText();
    this.manager = keys.https().with("Bluemix-Instance", instance);
    this.clusters = "/v1/instances/" + instance + "/clusters";
    add("prod");
    this.rootKey = keys.newKey();
    use("prod", rootKey);
  }

  private House open() {
    return Houses.open(
        directory.resolve("a"),
        database.settings(),
        Houses.filesIn(directory.resolve("seal")),
        () -> InstantSource.system().instant().plus(ahead));
  }

  /** Its background tasks run at once when it is back. */
  void restart() {
    house.close();
    house = open();
    keys = Houses.admin(house, directory.resolve("a"));
    manager =
        keys.https().with("Bluemix-Instance", clusters.replaceAll("/v1/instances/|/clusters", ""));
  }

  static JsonNode json(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
    return Json.parse(response.body().getBytes(StandardCharsets.UTF_8));
  }

  static String text(Object value) {
    return new String(Json.bytes(value), StandardCharsets.UTF_8);
  }

  void add(String name) {
    json(
        manager.postJson(
            clusters,
            text(
                Map.of(
                    "name",
                    name,
                    "kubeconfig",
                    apiServer.kubeconfig(),
                    "etcd",
                    Map.of("endpoints", List.of(endpoint()))))));
  }

  void use(String name, String key) {
    json(post(name, "use", Map.of("key", key)));
  }

  String endpoint() {
    return etcdServer.endpoints().getFirst().toString();
  }

  HttpResponse<String> post(String name, String what, Object body) {
    return manager.postJson(clusters + "/" + name + "/" + what, text(body));
  }

  HttpResponse<String> post(String what) {
    return post("prod", what, Map.of());
  }

  JsonNode get(String name, String what) {
    return json(manager.get(clusters + "/" + name + (what.isEmpty() ? "" : "/" + what)));
  }

  String phase() {
    return get("prod", "").path("encryption").asText();
  }

  HttpsCaller manager() {
    return manager;
  }

  KeyCaller keys() {
    return keys;
  }

  String clusters() {
    return clusters;
  }

  String rootKey() {
    return rootKey;
  }

  EtcdGateway etcd() {
    return etcd;
  }

  SmallApiServer apiServer() {
    return apiServer;
  }

  House house() {
    return house;
  }

  void ahead(Duration by) {
    ahead = ahead.plus(by);
  }

  /** After API servers must have followed. */
  void settle() {
    ahead(Duration.ofMinutes(4));
  }

  /** Lets the server read etcd, to the end. */
  void read() {
    json(post("ledger"));
    Await.until(
        LONG,
        "an end",
        () -> !get("prod", "ledger").at("/reading/state").asText().equals("running"));
    assertThat(get("prod", "ledger").at("/reading/state").asText()).isEqualTo("done");
  }

  /** An API key of the cluster's plugin, as the call for a bundle makes it. */
  String pluginKey(Map<String, String> more) {
    return json(bundle(more)).at("/files/0/content").asText().strip();
  }

  /** Whether somebody signs in with that API key. */
  boolean takes(String apiKey) {
    return Houses.stranger(house)
            .postForm(
                "/identity/token",
                "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=" + apiKey)
            .statusCode()
        == 200;
  }

  HttpResponse<String> bundle(Map<String, String> more) {
    Map<String, String> body = new TreeMap<>(more);
    body.put("serverUrl", house.url());
    try {
      body.put("ca", Files.readString(house.caFile()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return post("prod", "bundle", body);
  }

  void sql(String statement) {
    try (Database opened = database.open()) {
      int _ = opened.transaction(handle -> handle.execute(statement));
    }
  }

  <T> T query(Database.Work<T> question) {
    try (Database opened = database.open()) {
      return opened.read(question);
    }
  }

  /**
   * Holds the cluster's lock, makes the call, waits until it waits for the lock, and changes the
   * cluster in between.
   */
  HttpResponse<String> whileLocked(Supplier<HttpResponse<String>> call, Consumer<Handle> between) {
    try (Database opened = database.open()) {
      CompletableFuture<HttpResponse<String>> answer =
          opened.transaction(handle -> {
            handle
                .createQuery("SELECT id FROM encryption.cluster WHERE name = 'prod' FOR UPDATE")
                .mapTo(UUID.class)
                .one();
            CompletableFuture<HttpResponse<String>> calling = CompletableFuture.supplyAsync(call);
            Await.until(LONG, "a call that waits for the lock", () -> isAnybodyWaiting(opened));
            between.accept(handle);
            return calling;
          });
      return answer.join();
    }
  }

  /** Whether a transaction waits for another. */
  boolean isAnybodyWaiting() {
    try (Database opened = database.open()) {
      return isAnybodyWaiting(opened);
    }
  }

  private static boolean isAnybodyWaiting(Database opened) {
    return opened.read(handle ->
        handle
            .createQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                    + " AND datname = current_database()")
            .mapTo(Integer.class)
            .one())
        > 0;
  }

  @Override
  public void close() {
    house.close();
    apiServer.close();
    etcdServer.close();
    database.close();
  }
}
