package redoubt.registry.access;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Port of the registry: gives tokens to those who log in, and to visitors. */
@FunctionalInterface
public interface TokenDesk {
  /** A name and what goes with it: an API key for {@code iamapikey}, a token for {@code iambearer}. */
  record Login(String user, String secret) {
    @Override
    public String toString() {
      return "Login[" + user + "]";
    }
  }

  /** A token, which is good for what was asked for as far as its user may. */
  record Issued(String text, Instant at, Duration life) {
    @Override
    public String toString() {
      return "Issued[" + at + "]";
    }
  }

  /**
   * @param login empty for a visitor
   * @param service that the token is for
   * @param remoteAddress of who asks, since too many wrong logins are held up
   * @throws redoubt.core.Failure when the login is wrong or held up; never because little was granted
   */
  Issued issue(Optional<Login> login, List<Scope> scopes, String service, String remoteAddress);
}
