package redoubt.server;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code redoubt up}: runs the server until it is told to stop. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Start the server, with a database of its own unless told otherwise.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  redoubt up",
      "  redoubt up --data /var/lib/redoubt --listen 0.0.0.0:8443",
      "  redoubt up --http 127.0.0.1:5000",
      "  redoubt up --database-url postgresql://redoubt@db.internal/redoubt \\",
      "             --seal-dir /srv/shared/seal --images-dir /srv/shared/images",
      "  redoubt up --seal pkcs11 --pkcs11-library /usr/lib/softhsm/libsofthsm2.so \\",
      "             --pkcs11-token redoubt --pkcs11-pin-file pin"
    })
public final class Up implements Runnable {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The server's directory (default: $REDOUBT_DATA, else ~/.redoubt).")
  private @Nullable Path data;

  @Option(
      names = "--listen",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:8443",
      description = "Address to listen on (default: ${DEFAULT-VALUE}); port 0 takes any free one.")
  private String listen = "127.0.0.1:8443";

  @Option(
      names = "--reach-loopback",
      paramLabel = "true|false",
      arity = "1",
      description =
          "Whether clusters may be at loopback addresses of this machine (default: true when"
              + " --listen is one). If true is said, what their pods call localhost is asked for"
              + " here, too.")
  private @Nullable Boolean reachLoopback;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description =
          "Loopback address to serve images on without TLS too, for container tools of this"
              + " machine.")
  private @Nullable String http;

  @Option(
      names = "--public-url",
      paramLabel = "URL",
      description =
          "What clients outside call the server, where something stands between them and it.")
  private @Nullable String publicUrl;

  @Mixin private StorageOptions storage = new StorageOptions();
  @Mixin private ImageOptions images = new ImageOptions();

  @Option(
      names = "--log",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "Form of the log on standard error (default: ${DEFAULT-VALUE}).")
  private String log = "text";

  @Override
  public void run() {
    System.setProperty("REDOUBT_LOG", StorageOptions.choice("--log", log, "text", "json"));
    ServerOptions options = options();
    InstantSource clock = InstantSource.system();
    CountDownLatch stopped = new CountDownLatch(1);
    House house = House.open(options, clock, step -> System.err.println("redoubt: " + step));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  System.err.println("redoubt: stopping");
                  house.close();
                  stopped.countDown();
                },
                "stop"));
    System.out.println("ready " + house.url());
    System.out.println(
        "console " + house.url() + "/  log in with the API key in " + house.apiKeyFile());
    house
        .plainUrl()
        .ifPresent(
            url -> System.out.println("http " + url + "/v2/  images, for tools of this machine"));
    if (!options.data().equals(usualDirectory(System.getenv()))) {
      System.out.println("Other commands find it with REDOUBT_DATA set to " + options.data() + ".");
    }
    System.out.flush();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ServerOptions options() {
    HostAndPort address = HostAndPort.parse("--listen", listen, "127.0.0.1:8443");
    return storage
        .serverOn(
            data == null ? usualDirectory(System.getenv()) : data, address.host(), address.port())
        .reaching(reachLoopback())
        .with(
            ServerOptions.RegistryOptions.of(
                    Optional.ofNullable(http), Optional.ofNullable(publicUrl))
                .keptIn(images.place()));
  }

  /** Behind a proxy, what listens on loopback is not for tenants unless that is said. */
  private Optional<Boolean> reachLoopback() {
    return Optional.ofNullable(reachLoopback)
        .or(() -> publicUrl == null ? Optional.empty() : Optional.of(false));
  }

  /** Where the other commands look for it; a variable that is empty counts as none. */
  static Path usualDirectory(Map<String, String> environment) {
    String named = environment.getOrDefault("REDOUBT_DATA", "");
    String home = environment.getOrDefault("HOME", "");
    return named.isEmpty()
        ? Path.of(home.isEmpty() ? System.getProperty("user.home", "/") : home, ".redoubt")
        : Path.of(named);
  }
}
