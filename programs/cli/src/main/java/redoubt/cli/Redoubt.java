package redoubt.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import redoubt.cli.http.Api;
import redoubt.cli.http.Credential;
import redoubt.cli.http.EarlyConnection;
import redoubt.cli.http.Target;
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
      description =
          "The server; otherwise REDOUBT_SERVER, redoubt login, the one that redoubt up started"
              + " here (in REDOUBT_DATA, else ~/.redoubt), over its unix socket.")
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
          "File with the API key; otherwise the key in REDOUBT_APIKEY, then admin.apikey that"
              + " redoubt up left.")
  @Nullable Path apiKeyFile;

  @Option(
      names = "--instance",
      scope = ScopeType.INHERIT,
      paramLabel = "INSTANCE",
      description =
          "Name or id of the instance; otherwise REDOUBT_INSTANCE, the only one, the one named"
              + " default.")
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

  /** Where a server on this machine keeps its data, unless an option says otherwise. */
  public Path dataDirectory() {
    return Settings.directory(terminal);
  }

  private Settings settings() {
    Settings present = settings;
    if (present == null) {
      present = new Settings(terminal);
      settings = present;
    }
    return present;
  }

  /** The server as others would reach it: named here, logged in to, or left by {@code up}. */
  public Target reachedFromElsewhere() {
    return settings().remote(Optional.ofNullable(server), Optional.ofNullable(ca));
  }

  public Api api() {
    Api present = api;
    if (present == null) {
      present = opened(early);
      api = present;
    }
    return present;
  }

  /** The same server and user over a connection of its own, which whoever asked for it closes. */
  public Api besides() {
    return opened(Optional.empty());
  }

  private Api opened(Optional<EarlyConnection> connection) {
    Settings resolved = settings();
    return new Api(
        resolved.target(Optional.ofNullable(server), Optional.ofNullable(ca)),
        () -> resolved.credential(Optional.ofNullable(apiKeyFile)),
        Optional.of(resolved.tokens()),
        InstantSource.system(),
        connection);
  }

  /** The instance that was named, by option or environment. */
  public Optional<String> instance() {
    return Optional.ofNullable(instance).or(() -> terminal.variable("REDOUBT_INSTANCE"));
  }

  /** For bash, and for zsh through its own emulation. */
  public String completionScript() {
    return AutoComplete.bash("redoubt", CommandTree.whole(new Redoubt(terminal, Optional.empty())));
  }

  /**
   * Tries the server and the API key, then keeps them for later commands.
   *
   * @throws redoubt.core.Failure when either is not good; then nothing is kept
   */
  public void logIn() throws IOException {
    Settings resolved = settings();
    KeptLogin login = new KeptLogin(Settings.directory(terminal), Optional.ofNullable(apiKeyFile));
    Target target = resolved.loginTarget(Optional.ofNullable(server), Optional.ofNullable(ca));
    Credential credential = login.credential(terminal);
    Api tried =
        new Api(
            target, () -> credential, Optional.empty(), InstantSource.system(), Optional.empty());
    api = tried;
    tried.signIn();
    login.keep(target, credential);
  }

  /** Forgets what {@link #logIn} kept, and all tokens. */
  public void logOut() throws IOException {
    new KeptLogin(Settings.directory(terminal), Optional.empty()).forget();
  }

  void close() {
    if (api != null) {
      api.close();
    }
  }
}
