package redoubt.signatures.foreign;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import redoubt.signatures.SignatureFailures;

/**
 * Which namespace's signers and policy say whether images of another registry are trusted.
 *
 * @param prefix a registry, or a repository in it and all below: {@code ghcr.io/acme}
 */
public record Cover(String instance, String prefix, String namespace, Instant setAt, String setBy) {
  private static final Pattern PREFIX =
      Pattern.compile("[a-z0-9.-]+(?::[0-9]{1,5})?(?:/[a-z0-9._/-]+)?");

  /**
   * @throws redoubt.core.Failure {@code signatures.bad-foreign-name}
   */
  public Cover {
    String host = prefix.contains("/") ? prefix.substring(0, prefix.indexOf('/')) : prefix;
    if (!PREFIX.matcher(prefix).matches()
        || !(host.contains(".") || host.contains(":"))
        || prefix.endsWith("/")
        || prefix.length() > 255) {
      throw SignatureFailures.badForeignName();
    }
  }

  /** The one that says most about a repository. */
  public static Optional<Cover> of(List<Cover> covers, ForeignName name) {
    return covers.stream()
        .filter(cover -> name.isUnder(cover.prefix()))
        .max(Comparator.comparingInt(cover -> cover.prefix().length()));
  }
}
