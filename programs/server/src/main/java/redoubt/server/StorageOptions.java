package redoubt.server;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import redoubt.core.Failure;
import redoubt.store.ConnectionSettings;

/**
 * Options that say where a server's rows and master keys lie: the same to run and to restore it.
 */
public final class StorageOptions {
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

  /**
   * A server with these.
   *
   * @throws Failure {@code server.bad-option}, {@code server.no-hsm} or {@code store.bad-url}
   */
  public ServerOptions serverOn(Path data, String host, int port) {
    return new ServerOptions(
        data.toAbsolutePath().normalize(),
        host,
        port,
        Optional.ofNullable(databaseUrl).map(StorageOptions::settings),
        new ServerOptions.SealOptions(
            choice("--seal", seal, "file", "pkcs11").equals("file")
                ? ServerOptions.SealOptions.Kind.FILE
                : ServerOptions.SealOptions.Kind.PKCS11,
            Optional.ofNullable(sealDirectory).map(path -> path.toAbsolutePath().normalize()),
            Optional.ofNullable(passphraseFile),
            hsm()));
  }

  /** Whether all is as it is without any of these options. */
  public boolean areUsual() {
    return databaseUrl == null
        && seal.equals("file")
        && sealDirectory == null
        && passphraseFile == null
        && hsm().isEmpty();
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

  static String choice(String option, String value, String... allowed) {
    if (!List.of(allowed).contains(value)) {
      throw wrong(
          "There is no " + option + " " + value + ".",
          "Choose " + String.join(" or ", allowed) + ".");
    }
    return value;
  }

  static Failure wrong(String what, String remedy) {
    return new Failure(Failure.Kind.INVALID, "server.bad-option", what, remedy);
  }
}
