package redoubt.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import redoubt.cli.http.Credential;
import redoubt.cli.http.Target;
import redoubt.cli.text.JsonText;
import redoubt.core.Failure;

/**
 * Which server and which API key a command uses. Each of server, authority and key comes from the
 * first that names it: option, environment, {@code redoubt login}, what {@code redoubt up} left in
 * the data directory.
 */
final class Settings {
  /** Where {@code up} listens unless told otherwise. */
  static final String DEFAULT_SERVER = "https://127.0.0.1:8443";

  static final String LOGIN_FILE = "login.json";
  private static final int LONGEST_KEY_FILE = 4096;

  private final Terminal terminal;
  private final Path directory;
  private final JsonNode login;

  Settings(Terminal terminal) {
    this.terminal = terminal;
    this.directory = directory(terminal);
    this.login = login(directory);
  }

  private Settings(Terminal terminal, JsonNode login) {
    this.terminal = terminal;
    this.directory = directory(terminal);
    this.login = login;
  }

  /** {@code REDOUBT_DATA} or {@code ~/.redoubt}. */
  static Path directory(Terminal terminal) {
    return terminal
        .variable("REDOUBT_DATA")
        .map(Path::of)
        .orElseGet(() ->
            Path.of(terminal.variable("HOME").orElse(System.getProperty("user.home", "/")))
                .resolve(".redoubt"));
  }

  /** Where tokens are kept between commands. */
  Path tokens() {
    return directory.resolve("tokens");
  }

  /** What the command line uses when no option says otherwise. */
  Target target() {
    return target(Optional.empty(), Optional.empty());
  }

  /**
   * A server that an option or the environment names is not trusted through the authority of
   * another one.
   */
  Target target(Optional<String> serverOption, Optional<Path> caOption) {
    Optional<Path> ca = caOption.or(() -> terminal.variable("REDOUBT_CA").map(Path::of));
    Optional<String> named = serverOption.or(() -> terminal.variable("REDOUBT_SERVER"));
    if (named.isEmpty() && login.path("server").isTextual()) {
      return Target.of(login.path("server").asText(), ca.or(() -> path(login, "ca")));
    }
    Path socket = directory.resolve("redoubt.sock");
    if (named.isEmpty() && ca.isEmpty() && isOurs(socket)) {
      return Target.local(socket);
    }
    return overTheNetwork(named, ca);
  }

  /** The same server, by the address that a program on another machine would use. */
  Target remote(Optional<String> serverOption, Optional<Path> caOption) {
    Target used = target(serverOption, caOption);
    return used.isLocal() ? overTheNetwork(Optional.empty(), used.ca()) : used;
  }

  private Target overTheNetwork(Optional<String> named, Optional<Path> ca) {
    Path left = directory.resolve("ca.pem");
    return Target.of(
        named.or(this::leftServer).orElse(DEFAULT_SERVER),
        ca.or(() -> Files.exists(left) ? Optional.of(left) : Optional.empty()));
  }

  /** It is there, and not somebody else's, who is sent no credential; root trusts all of them. */
  private static boolean isOurs(Path socket) {
    try {
      Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      Object owner = Files.getAttribute(socket, "unix:uid");
      return self.equals(0) || self.equals(owner);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /** The server to log in to: whatever was logged in to before does not count. */
  Target loginTarget(Optional<String> serverOption, Optional<Path> caOption) {
    return new Settings(terminal, NullNode.getInstance()).target(serverOption, caOption);
  }

  /** The address that {@code up} wrote down. */
  private Optional<String> leftServer() {
    try {
      return Optional.of(Files.readString(directory.resolve("server.url")).strip())
          .filter(text -> !text.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * @throws Failure {@code cli.no-apikey} when none is to be found
   */
  Credential credential(Optional<Path> apiKeyFile) {
    if (apiKeyFile.isPresent()) {
      return read(apiKeyFile.get());
    }
    Optional<String> variable = terminal.variable("REDOUBT_APIKEY");
    if (variable.isPresent()) {
      return new Credential(variable.get(), "REDOUBT_APIKEY");
    }
    Optional<Path> loggedIn = path(login, "apikeyFile");
    if (loggedIn.isPresent()) {
      return read(loggedIn.get());
    }
    Path left = directory.resolve("admin.apikey");
    if (!Files.exists(left)) {
      throw new Failure(
          Failure.Kind.UNAUTHENTICATED,
          "cli.no-apikey",
          "There is no API key: none is named, and no server left one in " + directory + ".",
          "Log in to a server that runs: redoubt login. Or start one with ./redoubt up, or name a"
              + " key with --apikey-file FILE or REDOUBT_APIKEY.");
    }
    return read(left);
  }

  private static Credential read(Path file) {
    try {
      byte[] bytes = Files.size(file) > LONGEST_KEY_FILE ? new byte[0] : Files.readAllBytes(file);
      return new Credential(new String(bytes, StandardCharsets.US_ASCII), file.toString());
    } catch (NoSuchFileException e) {
      throw unreadable(file, "is not there", e);
    } catch (IOException e) {
      throw unreadable(file, "cannot be read", e);
    }
  }

  private static Failure unreadable(Path file, String why, IOException cause) {
    return new Failure(
        Failure.Kind.UNAUTHENTICATED,
        "cli.no-apikey",
        "The API key file " + file + " " + why + ".",
        "Name a readable file with --apikey-file FILE.",
        cause);
  }

  private static JsonNode login(Path directory) {
    try {
      return JsonText.parse(Files.readAllBytes(directory.resolve(LOGIN_FILE)));
    } catch (NoSuchFileException e) {
      return NullNode.getInstance();
    } catch (IOException e) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "cli.bad-login",
          "The file " + directory.resolve(LOGIN_FILE) + " cannot be read.",
          "Remove it, or log in again with: redoubt login.",
          e);
    }
  }

  private static Optional<Path> path(JsonNode node, String field) {
    return node.path(field).isTextual()
        ? Optional.of(Path.of(node.path(field).asText()))
        : Optional.empty();
  }
}
