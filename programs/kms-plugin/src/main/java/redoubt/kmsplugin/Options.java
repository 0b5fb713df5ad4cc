package redoubt.kmsplugin;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import redoubt.core.Failure;
import redoubt.kmsplugin.server.HttpsRootKeyServer;
import redoubt.kmsplugin.watch.HealthPages;

/** The command line: {@code --name value} or {@code --name=value}. */
record Options(
    HttpsRootKeyServer.Settings server,
    Plugin.Settings plugin,
    Optional<Duration> offlineGrace,
    Path stateDirectory,
    Path machineId) {

  static final String HELP =
      """
      Usage: redoubt-kms-plugin --server URL --instance ID --cluster NAME --apikey-file FILE [OPTION...]

      Lets the root key of a Redoubt server guard a Kubernetes cluster: listens on a unix socket for the
      API server (KMS v2 and v1beta1).

        --server URL          the Redoubt server, https://HOST:PORT (or REDOUBT_SERVER)
        --ca FILE             PEM certificates to trust; else those of this machine (or REDOUBT_CA)
        --instance ID         the instance that has the root key
        --cluster NAME        the cluster, as the server knows it
        --apikey-file FILE    the plugin's own API key, in a file with mode 0600
        --socket FILE         where to listen (/run/redoubt-kms/kms.sock)
        --socket-group GROUP  lets a group connect too: mode 0660 instead of 0600
        --write-lease D       encrypt no longer than this without a word from the server (without end)
        --offline-grace D     restart without the server for this long after it was last heard (off):
                              keeps keys on this machine, sealed; see docs/kms-plugin.md for the price
        --state-dir DIR       where those keys are kept (/var/lib/redoubt-kms)
        --machine-id FILE     what they are sealed to besides (/etc/machine-id)
        --health [ADDR:]PORT  /healthz, /readyz and /metrics on a loopback address (off)
        --local-keys N        local keys kept in memory (1000)
        --seals-per-key N     seals after which a fresh local key takes over (1048576)
        --help, --version

      A duration is a number with s, m, h or d: 90s, 12h.
      Ends with 0 when told to stop, 2 after wrong use, 3 when it cannot start.
      """;

  private static final Set<String> NAMES =
      Set.of(
          "server",
          "ca",
          "instance",
          "cluster",
          "apikey-file",
          "socket",
          "socket-group",
          "write-lease",
          "offline-grace",
          "state-dir",
          "machine-id",
          "health",
          "local-keys",
          "seals-per-key");

  private static final Duration RECHECK = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(366);

  /**
   * @throws Failure {@code plugin.usage}, and those of what the values are for
   */
  static Options parse(List<String> arguments, Map<String, String> environment) {
    Map<String, String> given = read(arguments);
    fromEnvironment(given, "server", environment.get("REDOUBT_SERVER"));
    fromEnvironment(given, "ca", environment.get("REDOUBT_CA"));
    String cluster = required(given, "cluster");
    return new Options(
        new HttpsRootKeyServer.Settings(
            uri(required(given, "server")),
            optional(given, "ca", Path::of),
            Path.of(required(given, "apikey-file")),
            required(given, "instance"),
            cluster),
        new Plugin.Settings(
            cluster,
            Path.of(given.getOrDefault("socket", "/run/redoubt-kms/kms.sock")),
            optional(given, "socket-group", Function.identity()),
            optional(given, "write-lease", Options::duration),
            (int) number(given, "local-keys", 1000, 1, 100_000),
            number(given, "seals-per-key", 1 << 20, 1, 1L << 31),
            RECHECK,
            optional(given, "health", HealthPages::parse)),
        optional(given, "offline-grace", Options::duration),
        Path.of(given.getOrDefault("state-dir", "/var/lib/redoubt-kms")),
        Path.of(given.getOrDefault("machine-id", "/etc/machine-id")));
  }

  /** What the state on this machine is for. */
  String context() {
    return server.server() + "\n" + server.instance() + "\n" + server.cluster();
  }

  private static Map<String, String> read(List<String> arguments) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      int equals = argument.indexOf('=');
      String name =
          argument.startsWith("--")
              ? argument.substring(2, equals < 0 ? argument.length() : equals)
              : "";
      if (!NAMES.contains(name)) {
        throw usage("There is no option " + argument + ".");
      }
      if (equals < 0 && i + 1 == arguments.size()) {
        throw usage("The option --" + name + " wants a value.");
      }
      String value = equals < 0 ? arguments.get(++i) : argument.substring(equals + 1);
      if (value.isEmpty() || given.put(name, value) != null) {
        throw usage("The option --" + name + " is empty or there twice.");
      }
    }
    return given;
  }

  private static void fromEnvironment(
      Map<String, String> given, String name, @org.jspecify.annotations.Nullable String value) {
    if (value != null && !value.isEmpty()) {
      given.putIfAbsent(name, value);
    }
  }

  private static String required(Map<String, String> given, String name) {
    String value = given.get(name);
    if (value == null) {
      throw usage("The option --" + name + " is missing.");
    }
    return value;
  }

  private static <T> Optional<T> optional(
      Map<String, String> given, String name, Function<String, T> reading) {
    return Optional.ofNullable(given.get(name)).map(reading);
  }

  private static long number(
      Map<String, String> given, String name, long usual, long least, long most) {
    String text = given.getOrDefault(name, Long.toString(usual));
    long value = text.matches("[0-9]{1,12}") ? Long.parseLong(text) : -1;
    if (value < least || value > most) {
      throw usage("The option --" + name + " wants a number from " + least + " to " + most + ".");
    }
    return value;
  }

  private static URI uri(String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw usage("The option --server wants an address such as https://redoubt.example:8443.");
    }
  }

  private static Duration duration(String text) {
    if (text.matches("[0-9]{1,9}[smhd]")) {
      long count = Long.parseLong(text.substring(0, text.length() - 1));
      Duration duration =
          switch (text.charAt(text.length() - 1)) {
            case 's' -> Duration.ofSeconds(count);
            case 'm' -> Duration.ofMinutes(count);
            case 'h' -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
          };
      if (duration.isPositive() && duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    }
    throw usage("A duration is a number with s, m, h or d, such as 90s or 12h; at most 366d.");
  }

  private static Failure usage(String what) {
    return new Failure(
        Failure.Kind.INVALID, "plugin.usage", what, "See redoubt-kms-plugin --help.");
  }
}
