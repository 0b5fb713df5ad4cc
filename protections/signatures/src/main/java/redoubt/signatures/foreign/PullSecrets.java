package redoubt.signatures.foreign;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import redoubt.core.Failure;
import redoubt.core.Glob;
import redoubt.oci.client.Login;
import redoubt.signatures.SmallJson;

/**
 * Secrets of types {@code kubernetes.io/dockerconfigjson} and {@code kubernetes.io/dockercfg}, and
 * which logins of them the kubelet would show for an image: all that fit, those for longer names
 * first (Kubernetes, "Images", interpretation of config.json). Shown nowhere but to registries.
 */
public final class PullSecrets {
  private static final int LONGEST = 1 << 20;
  private static final int MOST = 200;

  /** Where Docker Hub has its tokens made; all other registries are told their passwords alone. */
  private static final Set<String> HUBS_REALMS = Set.of("auth.docker.io");

  /** All that is looked at in a secret, each with its way from the top. */
  static final List<String> FIELDS =
      List.of("/type", "/data/.dockerconfigjson", "/data/.dockercfg");

  /** Where a secret lies: its name in a namespace of a cluster. */
  public record Source(Workloads.Cluster cluster, String place, String name) {}

  /**
   * A secret.
   *
   * @param json as an API server says it
   */
  public record Secret(Source source, JsonNode json) {
    /** Says nothing of what it holds. */
    @Override
    public String toString() {
      return "secret " + source;
    }
  }

  /**
   * A login that fits an image.
   *
   * @param sources all secrets that hold it
   */
  public record Fitting(Login login, Set<Source> sources) {
    public Fitting {
      sources = Collections.unmodifiableSet(new LinkedHashSet<>(sources));
    }
  }

  private record Entry(String pattern, Login login, Source source) {}

  private final List<Entry> entries;

  private PullSecrets(List<Entry> entries) {
    this.entries =
        entries.stream().sorted(Comparator.comparing(Entry::pattern).reversed()).toList();
  }

  /** Of some secrets; those of other types, and what cannot be read in them, count for nothing. */
  public static PullSecrets read(List<Secret> secrets) {
    List<Entry> entries = new ArrayList<>();
    for (Secret secret : secrets) {
      JsonNode data = secret.json().path("data");
      switch (secret.json().path("type").asText("")) {
        case "kubernetes.io/dockerconfigjson" ->
            config(data.path(".dockerconfigjson"))
                .map(json -> json.path("auths"))
                .ifPresent(auths -> add(entries, secret.source(), auths));
        case "kubernetes.io/dockercfg" ->
            config(data.path(".dockercfg"))
                .ifPresent(auths -> add(entries, secret.source(), auths));
        default -> {
          // No pull secret.
        }
      }
    }
    return new PullSecrets(entries);
  }

  private static Optional<JsonNode> config(JsonNode encoded) {
    try {
      byte[] json = Base64.getDecoder().decode(encoded.asText(""));
      return json.length > LONGEST ? Optional.empty() : SmallJson.object(json, LONGEST);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void add(List<Entry> entries, Source source, JsonNode auths) {
    auths
        .properties()
        .forEach(auth -> {
          if (entries.size() < MOST) {
            String pattern = pattern(auth.getKey());
            login(auth.getValue(), pattern.startsWith("docker.io") ? HUBS_REALMS : Set.of())
                .ifPresent(login -> entries.add(new Entry(pattern, login, source)));
          }
        });
  }

  /** Without scheme and the versions that Docker Hub's key says. */
  private static String pattern(String key) {
    String bare = key.replaceFirst("^https?://", "").toLowerCase(Locale.ROOT);
    String named = bare.replaceFirst("/v[12]/?$", "").replaceFirst("/$", "");
    return named.equals("index.docker.io") || named.equals("registry-1.docker.io")
        ? "docker.io"
        : named;
  }

  /** The field {@code auth} counts before the others, and may lack its padding. */
  private static Optional<Login> login(JsonNode auth, Set<String> realms) {
    String name = auth.path("username").asText("");
    String password = auth.path("password").asText("");
    String both = auth.path("auth").asText("").strip().replaceAll("=+$", "");
    try {
      if (!both.isEmpty()) {
        String clear = new String(Base64.getDecoder().decode(both), StandardCharsets.UTF_8);
        int colon = clear.indexOf(':');
        if (colon < 0) {
          return Optional.empty();
        }
        name = clear.substring(0, colon);
        password = clear.substring(colon + 1).replaceAll("\0+$", "");
      }
      return name.isEmpty() ? Optional.empty() : Optional.of(new Login(name, password, realms));
    } catch (IllegalArgumentException | Failure e) {
      return Optional.empty();
    }
  }

  /** What is tried for an image, in this order; without any of them after the last. */
  public List<Fitting> logins(ForeignName image) {
    Map<String, Fitting> fitting = new LinkedHashMap<>();
    for (Entry entry : entries) {
      if (fits(entry.pattern(), image)) {
        Login login = entry.login();
        Fitting one = new Fitting(login, Set.of(entry.source()));
        Fitting _ =
            fitting.merge(
                login.name() + ":" + login.password(),
                one,
                (there, more) -> {
                  Set<Source> sources = new LinkedHashSet<>(there.sources());
                  sources.addAll(more.sources());
                  return new Fitting(there.login(), sources);
                });
      }
    }
    return List.copyOf(fitting.values());
  }

  /**
   * Each label of the host may have stars, which stand for no dot; the port is the same, and the
   * path is a beginning.
   */
  private static boolean fits(String pattern, ForeignName image) {
    int slash = pattern.indexOf('/');
    String host = slash < 0 ? pattern : pattern.substring(0, slash);
    String path = slash < 0 ? "" : pattern.substring(slash + 1);
    return fits(host, image.host()) && image.path().text().startsWith(path);
  }

  private static boolean fits(String pattern, String host) {
    if (!port(pattern).equals(port(host))) {
      return false;
    }
    String[] wanted = labels(pattern);
    String[] there = labels(host);
    return wanted.length == there.length
        && IntStream.range(0, there.length).allMatch(i -> Glob.matches(wanted[i], there[i]));
  }

  private static String port(String host) {
    int colon = host.lastIndexOf(':');
    return colon < 0 ? "" : host.substring(colon);
  }

  private static String[] labels(String host) {
    return host.substring(0, host.length() - port(host).length()).split("\\.", -1);
  }

  /** Says nothing of what it knows. */
  @Override
  public String toString() {
    return "pull secrets";
  }
}
