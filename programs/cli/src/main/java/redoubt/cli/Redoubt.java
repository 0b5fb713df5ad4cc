package redoubt.cli;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import redoubt.cli.http.Api;
import redoubt.cli.http.EarlyConnection;
import redoubt.cli.text.Format;
import redoubt.cli.text.Output;

/** The command line's root: the options that every command takes. */
@Command(
    name = "redoubt",
    description = "Security for Kubernetes that proves itself.",
    footer = {
      "Examples:",
      "  redoubt up                              start a server here",
      "  redoubt key create orders               make a root key",
      "  redoubt key wrap orders --in dek.bin    encrypt a data key with it",
      "  redoubt prove                           attack every protection, see it hold"
    })
public final class Redoubt {
  @Option(
      names = {"-o", "--output"},
      scope = ScopeType.INHERIT,
      paramLabel = "FORMAT",
      description = "How to print results: ${COMPLETION-CANDIDATES} (default: table).")
  Format format = Format.TABLE;

  @Option(
      names = "--server",
      scope = ScopeType.INHERIT,
      paramLabel = "URL",
      description = "The server; otherwise REDOUBT_SERVER, redoubt login, what redoubt up started.")
  @Nullable String server;

  @Option(
      names = "--ca",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description =
          "PEM file of the authority to trust; otherwise REDOUBT_CA, ca.pem that redoubt up left.")
  @Nullable Path ca;

  @Option(
      names = "--apikey-file",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      description =
          "File with the API key; otherwise the key in REDOUBT_APIKEY, then admin.apikey that redoubt up left.")
  @Nullable Path apiKeyFile;

  @Option(
      names = "--instance",
      scope = ScopeType.INHERIT,
      paramLabel = "INSTANCE",
      description =
          "Name or id of the instance; otherwise REDOUBT_INSTANCE, the only one, the one named default.")
  @Nullable String instance;

  @Option(
      names = {"-h", "--help"},
      scope = ScopeType.INHERIT,
      usageHelp = true,
      description = "Say what a command does, with examples.")
  boolean help;

  private final Terminal terminal;
  private final Optional<EarlyConnection> early;
  private @Nullable Settings settings;
  private @Nullable Api api;

  Redoubt(Terminal terminal, Optional<EarlyConnection> early) {
    this.terminal = terminal;
    this.early = early;
  }

  public Terminal terminal() {
    return terminal;
  }

  public Output output() {
    return new Output(format, terminal.out());
  }

  Settings settings() {
    Settings present = settings;
    if (present == null) {
      present = new Settings(terminal);
      settings = present;
    }
    return present;
  }

  Api api() {
    Api present = api;
    if (present == null) {
      Settings resolved = settings();
      present =
          new Api(
              resolved.target(Optional.ofNullable(server), Optional.ofNullable(ca)),
              () -> resolved.credential(Optional.ofNullable(apiKeyFile)),
              Optional.of(resolved.directory().resolve("tokens")),
              InstantSource.system(),
              early);
      api = present;
    }
    return present;
  }

  Optional<String> instance() {
    return Optional.ofNullable(instance).or(() -> terminal.variable("REDOUBT_INSTANCE"));
  }

  void close() {
    if (api != null) {
      api.close();
    }
  }
}
