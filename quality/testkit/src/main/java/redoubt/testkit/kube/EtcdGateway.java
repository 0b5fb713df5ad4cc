package redoubt.testkit.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real etcd through its JSON gateway. */
public final class EtcdGateway {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final URI endpoint;
  private final HttpClient client = HttpClient.newHttpClient();

  public EtcdGateway(URI endpoint) {
    this.endpoint = endpoint;
  }

  /** A stored value. */
  @SuppressWarnings("ArrayRecordComponent") // Test data, compared by nobody.
  public record Kv(String key, byte[] value, long revision) {}

  public Optional<Kv> get(String key) {
    return kvs(Map.of("key", encoded(key))).stream().findFirst();
  }

  /** In the order of the keys, from a key on, below a prefix. */
  public List<Kv> list(String prefix, String from, int limit) {
    String end =
        prefix.substring(0, prefix.length() - 1) + (char) (prefix.charAt(prefix.length() - 1) + 1);
    return kvs(
        Map.of(
            "key", encoded(from),
            "range_end", encoded(end),
            "limit", Integer.toString(limit),
            "sort_order", "ASCEND",
            "sort_target", "KEY"));
  }

  /** Of the last write to anything. */
  public long revision() {
    return call("range", Map.of("key", encoded("none"))).at("/header/revision").asLong();
  }

  public void put(String key, byte[] value) {
    call("put", Map.of("key", encoded(key), "value", encoded(value)));
  }

  public void delete(String key) {
    call("deleterange", Map.of("key", encoded(key)));
  }

  /** Returns whether the value still had that revision. */
  public boolean replace(String key, long revision, byte[] value) {
    return call(
            "txn",
            Map.of(
                "compare",
                List.of(
                    Map.of(
                        "result",
                        "EQUAL",
                        "target",
                        "MOD",
                        "key",
                        encoded(key),
                        "mod_revision",
                        Long.toString(revision))),
                "success",
                List.of(
                    Map.of("requestPut", Map.of("key", encoded(key), "value", encoded(value))))))
        .path("succeeded")
        .asBoolean();
  }

  private List<Kv> kvs(Map<String, String> question) {
    List<Kv> found = new ArrayList<>();
    for (JsonNode kv : call("range", question).path("kvs")) {
      found.add(
          new Kv(
              new String(decoded(kv.path("key")), StandardCharsets.UTF_8),
              decoded(kv.path("value")),
              kv.path("mod_revision").asLong()));
    }
    return found;
  }

  /** Connects anew where a busy machine refused it: nothing was asked then. */
  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      } catch (ConnectException e) {
        if (tries == 5) {
          throw e;
        }
        Thread.sleep(200);
      }
    }
  }

  private JsonNode call(String what, Map<String, ?> question) {
    try {
      HttpResponse<byte[]> answer =
          send(
              HttpRequest.newBuilder(endpoint.resolve("/v3/kv/" + what))
                  .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(question)))
                  .build());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(
            "etcd: " + new String(answer.body(), StandardCharsets.UTF_8));
      }
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String encoded(String text) {
    return encoded(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] decoded(JsonNode base64) {
    return Base64.getDecoder().decode(base64.asText());
  }
}
