package redoubt.signatures.foreign;

import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.oci.RepositoryName;
import redoubt.outward.Origin;
import redoubt.signatures.SignatureFailures;

/**
 * Which namespace's signers and policy say whether images of another registry are trusted.
 *
 * @param prefix a registry, or a repository in it and all below: {@code ghcr.io/acme}
 * @param lookaside where OpenPGP signatures of images lie, as {@code registries.d} of the
 *     containers tools names it; empty to look for them in the registry alone
 */
public record Cover(
    String instance,
    String prefix,
    String namespace,
    Optional<URI> lookaside,
    Instant setAt,
    String setBy) {
  private static final int LONGEST_LOOKASIDE = 512;

  /**
   * @throws redoubt.core.Failure {@code signatures.bad-foreign-name}, {@code
   *     signatures.bad-lookaside}
   */
  public Cover {
    if (!normal(prefix).equals(prefix)) {
      throw SignatureFailures.badForeignName();
    }
    if (lookaside.filter(uri -> !isPlace(uri)).isPresent()) {
      throw SignatureFailures.badLookaside();
    }
  }

  private static boolean isPlace(URI uri) {
    return Origin.of(uri).isPresent()
        && uri.getRawUserInfo() == null
        && uri.getRawQuery() == null
        && uri.getRawFragment() == null
        && uri.toString().length() <= LONGEST_LOOKASIDE;
  }

  /**
   * A prefix as names in full begin with it: Docker Hub is {@code docker.io}.
   *
   * @throws redoubt.core.Failure {@code signatures.bad-foreign-name}
   */
  public static String normal(String prefix) {
    int slash = prefix.indexOf('/');
    String host = slash < 0 ? prefix : prefix.substring(0, slash);
    boolean hub = host.equals("index.docker.io") || host.equals("registry-1.docker.io");
    // A name below it is one that images can have.
    ForeignName below =
        new ForeignName(
            hub ? "docker.io" : host,
            name(slash < 0 ? "any" : prefix.substring(slash + 1) + "/any"));
    String text = below.text();
    return text.substring(0, text.length() - "/any".length());
  }

  /** A repository that it covers. */
  public ForeignName any() {
    String below = prefix + "/any";
    int slash = below.indexOf('/');
    return new ForeignName(
        below.substring(0, slash), new RepositoryName(below.substring(slash + 1)));
  }

  private static RepositoryName name(String path) {
    try {
      return new RepositoryName(path);
    } catch (Failure e) {
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
