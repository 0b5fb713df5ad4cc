package redoubt.encryption.check;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Which plugin is checked, and how.
 *
 * @param timeout for each call; an API server's default is 3 s
 * @param settle the longest that a plugin may take to see that its key was rotated
 * @param restart command that restarts the plugin
 * @param rotate command that rotates the plugin's key, or points it to another one
 */
public record CheckSettings(
    Path socket,
    Api api,
    Duration timeout,
    Duration settle,
    Optional<String> restart,
    Optional<String> rotate) {
  public CheckSettings {
    if (timeout.compareTo(Duration.ofMillis(1)) < 0 || settle.isNegative()) {
      throw new IllegalArgumentException("a timeout is positive");
    }
  }
}
