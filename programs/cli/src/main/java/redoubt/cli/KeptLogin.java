package redoubt.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import redoubt.cli.http.Credential;
import redoubt.cli.http.PrivateFile;
import redoubt.cli.http.Target;
import redoubt.cli.text.JsonText;

/**
 * What {@code redoubt login} keeps, all 0600: {@code login.json} names server, authority and the
 * file of the API key, which is {@code login.apikey} unless the user named one.
 */
final class KeptLogin {
  private static final int LONGEST_KEY = 4096;

  private final Path directory;
  private final Optional<Path> namedKeyFile;

  KeptLogin(Path directory, Optional<Path> namedKeyFile) {
    this.directory = directory;
    this.namedKeyFile = namedKeyFile.map(Path::toAbsolutePath);
  }

  Credential credential(Terminal terminal) throws IOException {
    if (namedKeyFile.isPresent()) {
      return new Credential(
          Files.readString(namedKeyFile.get(), StandardCharsets.US_ASCII),
          namedKeyFile.get().toString());
    }
    String typed =
        terminal.isInteractive()
            ? terminal.askSecret("API key: ").orElse("")
            : new String(terminal.in().readNBytes(LONGEST_KEY), StandardCharsets.US_ASCII);
    return new Credential(typed, "The input");
  }

  void keep(Target target, Credential credential) throws IOException {
    PrivateFile.createDirectories(directory);
    Path keyFile = namedKeyFile.orElse(ownKeyFile());
    if (namedKeyFile.isEmpty()) {
      credential.write(keyFile);
    }
    ObjectNode kept =
        JsonText.object().put("server", target.toString()).put("apikeyFile", keyFile.toString());
    target.ca().ifPresent(ca -> kept.put("ca", ca.toAbsolutePath().toString()));
    PrivateFile.replace(
        directory.resolve(Settings.LOGIN_FILE),
        JsonText.pretty(kept).getBytes(StandardCharsets.UTF_8));
  }

  void forget() throws IOException {
    Files.deleteIfExists(directory.resolve(Settings.LOGIN_FILE));
    Files.deleteIfExists(ownKeyFile());
    try (DirectoryStream<Path> tokens = Files.newDirectoryStream(directory.resolve("tokens"))) {
      for (Path token : tokens) {
        Files.deleteIfExists(token);
      }
    } catch (NoSuchFileException e) {
      // No token was kept.
    }
  }

  private Path ownKeyFile() {
    return directory.resolve("login.apikey").toAbsolutePath();
  }
}
