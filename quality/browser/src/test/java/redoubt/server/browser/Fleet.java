package redoubt.server.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import redoubt.testkit.Await;
import redoubt.testkit.Peers;
import redoubt.testkit.etcd.ApiServerObjects;
import redoubt.testkit.etcd.ApiServerObjects.Seed;
import redoubt.testkit.etcd.EtcdServer;
import redoubt.testkit.kube.Encoding;
import redoubt.testkit.kube.EtcdGateway;
import redoubt.testkit.kube.SmallApiServer;
import redoubt.web.Json;

/**
 * Clusters of the first tenant, each with an etcd of its own: {@value #PROTECTED} was migrated and
 * rotated, {@value #EXPOSED} was enabled and never migrated, {@value #MOVING} is being migrated and
 * waits in the midst of it, {@value #OFF} was only added. Without etcd on this machine there is
 * only the last.
 */
final class Fleet implements AutoCloseable {
  static final String PROTECTED = "prod-eu";
  static final String EXPOSED = "staging";
  static final String MOVING = "edge";
  static final String OFF = "lab";

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final List<String> NAMESPACES =
      List.of("payments", "default", "kube-system", "identity", "web", "batch", "monitoring");
  private static final int OBJECTS = 240;
  private static final int MOVED = 500;

  private final Site site;
  private final String instance;
  private final String pluginKey;
  private final Map<String, EtcdServer> etcds = new LinkedHashMap<>();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<AutoCloseable> open = new ArrayList<>();
  private Seed seed = Seed.random("redoubt", "none");

  private Fleet(Site site, String instance, String pluginKey) {
    this.site = site;
    this.instance = instance;
    this.pluginKey = pluginKey;
  }

  /** Adds the clusters, with nothing encrypted yet. */
  static Fleet settle(Site site, Path directory, String instance, String pluginKey) {
    Fleet fleet = new Fleet(site, instance, pluginKey);
    fleet.send(OFF, "", Map.of());
    if (!isWhole()) {
      return fleet;
    }
    for (String name : List.of(PROTECTED, EXPOSED)) {
      SmallApiServer server = fleet.apiServer(name, directory);
      fleet.add(name, directory, Map.of("kubeconfig", server.kubeconfig()));
    }
    SmallApiServer edge = fleet.apiServer(MOVING, directory);
    fleet.add(MOVING, directory, Map.of("kubeconfig", edge.kubeconfig()));
    fleet.use(PROTECTED, List.of("secrets", "configmaps"));
    fleet.use(EXPOSED, List.of("secrets"));
    fleet.use(MOVING, List.of("secrets"));
    fleet.write(PROTECTED, OBJECTS, 0);
    for (int i = 0; i < 900; i++) {
      edge.create("secrets", NAMESPACES.get(i % 7), "site-" + i, "canary");
    }
    edge.writes(new Encoding(fleet.keyId(MOVING)));
    fleet.stopAfter(edge, MOVED + 130);
    return fleet;
  }

  private static boolean isWhole() {
    return Peers.isThere("etcd") && Peers.isThere("etcdctl");
  }

  /** A cluster that has everything a page can show, if there is one. */
  String best() {
    return isWhole() ? PROTECTED : OFF;
  }

  /** The one that is being migrated, if there is one. */
  String moving() {
    return isWhole() ? MOVING : OFF;
  }

  /** What happens in an hour of the town's history. */
  void hour(int hour) {
    if (!isWhole()) {
      return;
    }
    switch (hour) {
      case 6 -> take(PROTECTED);
      case 15 -> encrypt(PROTECTED, 0.4);
      case 27 -> encrypt(PROTECTED, 1);
      case 42 -> {
        send(PROTECTED, "/rotate", Map.of());
        take(PROTECTED);
      }
      case 54 -> encrypt(PROTECTED, 1);
      case 66 -> expose();
      case 72 -> {
        take(PROTECTED);
        send(MOVING, "/migration", Map.of("rate", 0));
        Await.until(LONG, "the migration waits", () -> moved() >= MOVED);
        beat();
      }
      default -> {}
    }
  }

  private long moved() {
    return Site.json(get(MOVING, "/encryption")).at("/migration/done").asLong();
  }

  /** Plugins ask for their lease, as they do all the time. */
  void beat() {
    for (String name : List.of(PROTECTED, EXPOSED, MOVING)) {
      long revision = Site.json(get(name, "/encryption")).at("/lease/revision").asLong();
      lease(site.adminKey(), name, revision);
      if (name.equals(PROTECTED)) {
        lease(pluginKey, name, revision);
      }
    }
  }

  private void lease(String apiKey, String name, long known) {
    Site.json(
        site.as(apiKey)
            .postJson(path(name) + "/lease", text(Map.of("known", known, "waitSeconds", 0))));
  }

  /** The migration that waits goes on. */
  void letMove() {
    gate.countDown();
  }

  /** Path of a cluster's page. */
  String page(String name) {
    return "/instances/" + instance + "/clusters/" + name;
  }

  HttpResponse<String> get(String name, String what) {
    return site.admin().get(path(name) + what);
  }

  /** Reads the cluster's etcd from the server, to the end. */
  void take(String name) {
    String reading = send(name, "/ledger", Map.of()).path("id").asText();
    Await.until(
        LONG,
        "the ledger is taken",
        () -> {
          JsonNode state = Site.json(get(name, "/ledger/" + reading));
          if (state.path("state").asText().equals("failed")) {
            throw new AssertionError(state.toString());
          }
          return state.path("state").asText().equals("done");
        });
  }

  private void add(String name, Path directory, Map<String, Object> more) {
    etcd(name, directory);
    Map<String, Object> body = new LinkedHashMap<>(more);
    body.put("etcd", Map.of("endpoints", List.of(endpoint(name).toString())));
    send(name, "", body);
  }

  private EtcdGateway etcd(String name, Path directory) {
    EtcdServer etcd =
        etcds.computeIfAbsent(
            name,
            it -> {
              try {
                return EtcdServer.start(Files.createDirectories(directory.resolve("etcd-" + it)));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return new EtcdGateway(etcd.endpoints().getFirst());
  }

  private SmallApiServer apiServer(String name, Path directory) {
    SmallApiServer server =
        SmallApiServer.start(
            directory.resolve("api-" + name), etcd(name, directory), InstantSource.system());
    open.add(server);
    return server;
  }

  /** A migration that comes so far waits there until it is let go on. */
  private void stopAfter(SmallApiServer server, int patches) {
    AtomicInteger seen = new AtomicInteger();
    server.beforePatch(key -> {
      if (seen.incrementAndGet() > patches) {
        try {
          boolean _ = gate.await(5, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    });
  }

  private void use(String name, List<String> resources) {
    String key = Town.newKey(site.admin(), instance, "default", name + "-root", "Guards etcd");
    send(name, "/use", Map.of("key", key, "resources", resources));
  }

  private String keyId(String name) {
    return Site.json(get(name, "/encryption")).at("/lease/keyId").asText();
  }

  /** Writes so much of the objects under the key of now, as a migration does; then looks. */
  private void encrypt(String name, double part) {
    JsonNode lease = Site.json(get(name, "/encryption")).path("lease");
    seed =
        PluginSeed.fresh(
            site.admin(), instance, name, lease.path("keyId").asText(), lease.path("key").asText());
    write(name, OBJECTS, (int) (OBJECTS * part));
    take(name);
  }

  private URI endpoint(String name) {
    return Objects.requireNonNull(etcds.get(name)).endpoints().getFirst();
  }

  /** The first so many are encrypted, the others as they were. */
  private void write(String name, int all, int encrypted) {
    EtcdGateway etcd = new EtcdGateway(endpoint(name));
    for (int i = 0; i < all; i++) {
      String namespace = NAMESPACES.get((i * i + i / 9) % 7);
      String key =
          "/registry/" + (i % 4 == 3 ? "configmaps/" : "secrets/") + namespace + "/item-" + i;
      byte[] clear = ApiServerObjects.secret("item-" + i, "canary");
      if (i < encrypted) {
        etcd.put(key, ApiServerObjects.kmsV2(seed, key, clear));
      } else if (encrypted == 0) {
        etcd.put(key, clear);
      }
    }
  }

  /** New objects are encrypted; some that lay there before, and what an operator wrote, are not. */
  private void expose() {
    JsonNode lease = Site.json(get(EXPOSED, "/encryption")).path("lease");
    Seed ours =
        PluginSeed.fresh(
            site.admin(),
            instance,
            EXPOSED,
            lease.path("keyId").asText(),
            lease.path("key").asText());
    EtcdGateway etcd = new EtcdGateway(endpoint(EXPOSED));
    for (int i = 0; i < 120; i++) {
      String key = SmallApiServer.etcdKey("secrets", NAMESPACES.get(i % 5), "token-" + i);
      byte[] clear = ApiServerObjects.secret("token-" + i, "canary");
      etcd.put(
          key,
          i % 13 == 4
              ? clear
              : i % 53 == 7
                  ? ApiServerObjects.aesgcm(new byte[32], "key1", key, clear)
                  : ApiServerObjects.kmsV2(ours, key, clear));
      if (i % 4 == 0) {
        etcd.put(SmallApiServer.etcdKey("configmaps", "web", "page-" + i), clear);
      }
    }
    take(EXPOSED);
  }

  private JsonNode send(String name, String what, Map<String, Object> body) {
    Map<String, Object> sent = new LinkedHashMap<>(body);
    if (what.isEmpty()) {
      sent.put("name", name);
    }
    String path = what.isEmpty() ? "/v1/instances/" + instance + "/clusters" : path(name) + what;
    return Site.json(site.admin().postJson(path, text(sent)));
  }

  private String path(String name) {
    return "/v1/instances/" + instance + "/clusters/" + name;
  }

  private static String text(Map<String, Object> value) {
    return new String(Json.bytes(value), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    letMove();
    for (AutoCloseable one : open) {
      try {
        one.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    etcds.values().forEach(EtcdServer::close);
  }
}
