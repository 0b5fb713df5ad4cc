package redoubt.testkit.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import redoubt.testkit.kube.SmallApiServer.Reply;

/**
 * {@code storagemigration.k8s.io/v1beta1} and its controller, which does what the real one does: it
 * marks an object as running, writes down the resource version of that moment, waits until
 * something of that resource is newer, rewrites, and says that it has succeeded. A deleted object
 * does not stop it once it writes.
 */
public final class SmallMigrator {
  /** What it says of why it failed, which is nobody's business but the cluster's. */
  public static final String WHY = "why-it-failed-is-a-matter-of-the-cluster";

  static final String GROUP = "storagemigration.k8s.io";
  private static final String VERSION = GROUP + "/v1beta1";
  private static final String PATH = "/apis/" + VERSION;
  private static final String ALL = PATH + "/storageversionmigrations";

  private final SmallApiServer server;
  private final EtcdGateway etcd;
  private final Map<String, One> objects = new ConcurrentHashMap<>();
  private final List<String> created = new ArrayList<>();
  private volatile boolean served;
  private volatile Controller controller = Controller.ABSENT;
  private final Map<String, Integer> refusals = new ConcurrentHashMap<>();
  private volatile CountDownLatch hold = new CountDownLatch(0);

  /** Who takes the objects. */
  public enum Controller {
    ABSENT,
    REWRITES,
    FAILS
  }

  private static final class One {
    final String resource;
    private final Map<String, Object> conditions = new TreeMap<>();
    private Optional<Long> version = Optional.empty();

    One(String resource) {
      this.resource = resource;
    }

    synchronized void is(String type, boolean now, String message) {
      conditions.put(
          type, Map.of("type", type, "status", now ? "True" : "False", "message", message));
    }

    synchronized long version() {
      return version.orElseThrow();
    }

    synchronized void begunAt(long revision) {
      version = Optional.of(revision);
    }

    synchronized Map<String, ?> status() {
      Map<String, Object> status = new TreeMap<>();
      status.put("conditions", List.copyOf(conditions.values()));
      version.ifPresent(revision -> status.put("resourceVersion", Long.toString(revision)));
      return status;
    }
  }

  SmallMigrator(SmallApiServer server, EtcdGateway etcd) {
    this.server = server;
    this.etcd = etcd;
  }

  /** From now on it is served, and taken by this controller. */
  public void serve(Controller next) {
    served = true;
    controller = next;
  }

  /** Objects that are made from now on are taken, and nothing is done before that is open. */
  public void holdUntil(CountDownLatch open) {
    hold = open;
  }

  /** From now on answers a method so, for every object; {@code DISCOVERY} for what is served. */
  public void answer(String method, int status) {
    refusals.put(method, status);
  }

  /** Answers a method as it should be answered again. */
  public void answerAgain(String method) {
    refusals.remove(method);
  }

  /** Names of those that are there. */
  public List<String> names() {
    return List.copyOf(objects.keySet());
  }

  /** Names of all that were ever made. */
  public synchronized List<String> created() {
    return List.copyOf(created);
  }

  /** Somebody deletes one. */
  public void lose(String name) {
    objects.remove(name);
  }

  boolean isAt(String path) {
    return served && (path.equals(PATH) || path.equals(ALL) || path.startsWith(ALL + "/"));
  }

  Reply reply(String method, String path, JsonNode body) {
    Integer refusal = refusals.get(path.equals(PATH) ? "DISCOVERY" : method);
    if (refusal != null) {
      return SmallApiServer.refused(refusal, "Refused");
    }
    if (path.equals(PATH)) {
      return new Reply(
          200, Map.of("resources", List.of(Map.of("name", "storageversionmigrations"))));
    }
    String name = path.length() > ALL.length() ? path.substring(ALL.length() + 1) : "";
    return switch (method) {
      case "POST" -> create(body);
      case "GET" ->
          objects.containsKey(name)
              ? new Reply(200, view(name, objects.get(name)))
              : SmallApiServer.refused(404, "NotFound");
      case "DELETE" ->
          objects.remove(name) == null
              ? SmallApiServer.refused(404, "NotFound")
              : new Reply(200, Map.of("kind", "Status"));
      default -> SmallApiServer.refused(405, "MethodNotAllowed");
    };
  }

  private synchronized Reply create(JsonNode body) {
    String name = body.at("/metadata/name").asText();
    if (!body.path("apiVersion").asText().equals(VERSION)
        || !body.at("/spec/resource").has("group")
        || !name.matches("[a-z0-9][a-z0-9.-]{0,252}")) {
      return SmallApiServer.refused(422, "Invalid");
    }
    One one = new One(body.at("/spec/resource/resource").asText());
    if (objects.putIfAbsent(name, one) != null) {
      return SmallApiServer.refused(409, "AlreadyExists");
    }
    created.add(name);
    // It is stored too, so that nothing of the resource is as new as what is seen from here on.
    etcd.put("/registry/" + GROUP + "/" + name, new byte[] {1});
    Controller taker = controller;
    if (taker != Controller.ABSENT) {
      CountDownLatch open = hold;
      Thread.ofVirtual().start(() -> work(name, one, taker, open));
    }
    return new Reply(201, view(name, one));
  }

  private void work(String name, One one, Controller taker, CountDownLatch open) {
    one.is("Running", true, "The migration is running");
    one.begunAt(etcd.revision());
    try {
      open.await();
      while (taker == Controller.REWRITES && !isNewer(one)) {
        if (!objects.containsKey(name)) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    if (taker == Controller.FAILS) {
      one.is("Failed", true, WHY);
    } else {
      String prefix = "/registry/" + one.resource + "/";
      for (EtcdGateway.Kv kv : etcd.list(prefix, prefix, 1_000_000)) {
        boolean _ = server.rewrite(kv);
      }
      one.is("Succeeded", true, "");
    }
    one.is("Running", false, "Migration completed");
  }

  /** Whether anything of the resource was written at its version or after. */
  private boolean isNewer(One one) {
    String prefix = "/registry/" + one.resource + "/";
    return etcd.list(prefix, prefix, 1_000_000).stream()
        .anyMatch(kv -> kv.revision() >= one.version());
  }

  private static Map<String, ?> view(String name, One one) {
    return Map.of("metadata", Map.of("name", name), "status", one.status());
  }
}
