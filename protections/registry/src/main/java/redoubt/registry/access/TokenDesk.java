package redoubt.registry.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redoubt.oci.RepositoryName;

/** Port of the registry: gives tokens to those who log in, and to visitors. */
public interface TokenDesk {
  /**
   * What somebody wants a token for.
   *
   * @param instance to which the repository's namespace belongs
   * @param actions as clients name them, known or not
   */
  record Wish(String instance, RepositoryName repository, Set<String> actions) {}

  /** A token, which is good for what was asked for as far as its user may. */
  record Issued(String text, Instant at, long seconds) {
    /** Never the token. */
    @Override
    public String toString() {
      return "Issued[" + at + "]";
    }
  }

  /**
   * To who shows an {@code Authorization} header, or to a visitor.
   *
   * @param catalog whether lists of all that the user may read are wanted too
   * @param remoteAddress of who asks, since too many wrong logins are held up
   * @throws redoubt.core.Failure when the login is wrong or held up; never because little was
   *     granted
   */
  Issued issue(
      Optional<String> authorization, List<Wish> wishes, boolean catalog, String remoteAddress);

  /** To a user name and a secret, in the same way. */
  Issued issue(
      String user, String secret, List<Wish> wishes, boolean catalog, String remoteAddress);
}
