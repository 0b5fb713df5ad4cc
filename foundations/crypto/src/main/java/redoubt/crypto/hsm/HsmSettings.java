package redoubt.crypto.hsm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Which token of which module.
 *
 * @param library the module's PKCS#11 library, an absolute path
 * @param tokenLabel label of the token, without the blanks at its end
 * @param pinFile holds the user PIN, 0600; read at every login, so that it can be changed
 * @param timeout after which a call counts as failed
 */
public record HsmSettings(Path library, String tokenLabel, Path pinFile, Duration timeout) {
  public HsmSettings {
    Objects.requireNonNull(library, "library");
    Objects.requireNonNull(tokenLabel, "tokenLabel");
    Objects.requireNonNull(pinFile, "pinFile");
    if (tokenLabel.isBlank()) {
      throw new IllegalArgumentException("a token's label is not blank");
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a call needs time");
    }
  }

  /** With ten seconds for a call. */
  public HsmSettings(Path library, String tokenLabel, Path pinFile) {
    this(library, tokenLabel, pinFile, Duration.ofSeconds(10));
  }
}
