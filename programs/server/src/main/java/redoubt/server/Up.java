package redoubt.server;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redoubt.core.Failure;
import redoubt.store.ConnectionSettings;

/** {@code redoubt up}: runs the server until it is told to stop. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = "Start the server, with a database of its own unless told otherwise.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  redoubt up",
      "  redoubt up --data /var/lib/redoubt --listen 0.0.0.0:8443",
      "  redoubt up --database-url postgresql://redoubt@db.internal/redoubt \\",
      "             --seal-dir /srv/shared/seal",
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
      names = "--database-url",
      paramLabel = "URL",
      description =
          "Your PostgreSQL, as postgresql://user@host/database; the password comes from PGPASSWORD.")
  private @Nullable String databaseUrl;

  @Option(
      names = "--seal",
      paramLabel = "file|pkcs11",
      defaultValue = "file",
      description = "Where new master keys lie at the first start (default: ${DEFAULT-VALUE}).")
  private String seal = "file";

  @Option(
      names = "--seal-dir",
      paramLabel = "DIR",
      description =
          "Directory of the master key files (default: seal in the data directory). Servers on one"
              + " database share it, or a token.")
  private @Nullable Path sealDirectory;

  @Option(
      names = "--seal-passphrase-file",
      paramLabel = "FILE",
      description =
          "Encrypt master key files with the passphrase in the file's first line; the file is"
              + " readable by its owner only.")
  private @Nullable Path passphraseFile;

  @Option(
      names = "--pkcs11-library",
      paramLabel = "FILE",
      description = "The HSM vendor's library.")
  private @Nullable Path library;

  @Option(names = "--pkcs11-token", paramLabel = "LABEL", description = "Label of the token.")
  private @Nullable String token;

  @Option(
      names = "--pkcs11-pin-file",
      paramLabel = "FILE",
      description = "File with the user's PIN, readable by its owner only.")
  private @Nullable Path pinFile;

  @Option(
      names = "--log",
      paramLabel = "text|json",
      defaultValue = "text",
      description = "Form of the log on standard error (default: ${DEFAULT-VALUE}).")
  private String log = "text";

  @Override
  public void run() {
    System.setProperty("REDOUBT_LOG", choice("--log", log, "text", "json"));
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
    System.out.flush();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ServerOptions options() {
    int colon = listen.lastIndexOf(':');
    String host = colon < 0 ? "" : listen.substring(0, colon);
    String port = colon < 0 ? "" : listen.substring(colon + 1);
    if (host.isEmpty() || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
      throw wrong(
          "--listen " + listen + " is not HOST:PORT.", "For example --listen 127.0.0.1:8443.");
    }
    return new ServerOptions(
        (data == null ? usualDirectory(System.getenv()) : data).toAbsolutePath().normalize(),
        host,
        Integer.parseInt(port),
        Optional.ofNullable(databaseUrl).map(Up::settings),
        new ServerOptions.SealOptions(
            choice("--seal", seal, "file", "pkcs11").equals("file")
                ? ServerOptions.SealOptions.Kind.FILE
                : ServerOptions.SealOptions.Kind.PKCS11,
            Optional.ofNullable(sealDirectory).map(path -> path.toAbsolutePath().normalize()),
            Optional.ofNullable(passphraseFile),
            hsm()));
  }

  /** Where the other commands look for it; a variable that is empty counts as none. */
  static Path usualDirectory(Map<String, String> environment) {
    String named = environment.getOrDefault("REDOUBT_DATA", "");
    String home = environment.getOrDefault("HOME", "");
    return named.isEmpty()
        ? Path.of(home.isEmpty() ? System.getProperty("user.home", "/") : home, ".redoubt")
        : Path.of(named);
  }

  /** The password is taken from the environment, as psql does: arguments can be read by others. */
  private static ConnectionSettings settings(String url) {
    ConnectionSettings parsed = ConnectionSettings.parse(url);
    String password = System.getenv("PGPASSWORD");
    return parsed.password().isEmpty() && password != null
        ? new ConnectionSettings(parsed.url(), parsed.user(), password)
        : parsed;
  }

  private Optional<ServerOptions.HsmOptions> hsm() {
    if (library == null && token == null && pinFile == null) {
      return Optional.empty();
    }
    if (library == null || token == null || pinFile == null) {
      throw wrong(
          "A PKCS#11 token needs three options.",
          "Give --pkcs11-library, --pkcs11-token and --pkcs11-pin-file.");
    }
    return Optional.of(new ServerOptions.HsmOptions(library, token, pinFile));
  }

  private static String choice(String option, String value, String... allowed) {
    if (!java.util.List.of(allowed).contains(value)) {
      throw wrong(
          "There is no " + option + " " + value + ".",
          "Choose " + String.join(" or ", allowed) + ".");
    }
    return value;
  }

  private static Failure wrong(String what, String remedy) {
    return new Failure(Failure.Kind.INVALID, "server.bad-option", what, remedy);
  }
}
