package redoubt.cli.encryption;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import redoubt.core.Failure;

/**
 * Puts the files of a control plane node in place, in the order in which nothing is broken: the API
 * server is changed when the plugin works, and then waited for.
 *
 * @param socket the plugin's
 * @param authority PEM file of the API server's authority
 * @param patience how long each of the two may take; zero waits for neither
 * @param progress where it is told what is waited for
 */
record Installation(
    String cluster,
    Path directory,
    Path socket,
    Path authority,
    Duration patience,
    PrintStream progress) {

  /**
   * Refuses what could not be waited for, before anything is changed.
   *
   * @throws Failure {@code cli.api-server-ca-unknown}
   */
  Installation {
    if (!patience.isZero()
        && Files.exists(directory.resolve(ControlPlane.API_SERVER))
        && !Files.isReadable(authority)) {
      throw new Failure(
          Failure.Kind.INVALID,
          "cli.api-server-ca-unknown",
          "Whether the API server comes up could not be seen: its authority "
              + authority
              + " cannot be read.",
          "Name its PEM file with --api-server-ca FILE, or do not wait: --wait 0.");
    }
  }

  /**
   * @param keyId that the plugin has to answer with
   * @return what is so afterwards, as a sentence
   */
  String put(JsonNode files, String keyId) throws IOException {
    ControlPlane plane = new ControlPlane(directory);
    Path apiServer = directory.resolve(ControlPlane.API_SERVER);
    if (patience.isZero()) {
      plane.put(files);
    } else {
      plane.put(files, () -> awaitPlugin(keyId));
    }
    if (!Files.exists(apiServer)) {
      return "The plugin's files are in "
          + directory
          + ". There is no API server's manifest: change the API server as "
          + directory.resolve("redoubt/README.md")
          + " says.";
    }
    if (patience.isZero()) {
      return "The control plane in " + directory + " is changed; its API server restarts.";
    }
    progress.println("redoubt: waiting for the API server");
    new Arrival(patience).ofApiServer(apiServer, authority, cluster, directory);
    return "The control plane in " + directory + " is changed, and its API server encrypts.";
  }

  private void awaitPlugin(String keyId) {
    progress.println("redoubt: waiting for the plugin at " + socket);
    Path unit = directory.resolve("redoubt/redoubt-kms-plugin.service");
    if (Files.exists(unit)) {
      progress.println("redoubt: install and start " + unit);
    }
    new Arrival(patience).ofPlugin(socket, keyId, cluster, directory);
  }
}
