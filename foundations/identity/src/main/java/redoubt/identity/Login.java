package redoubt.identity;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/** What a client shows to get a narrow token. */
public sealed interface Login {
  /** User name with which the secret is any user's API key. */
  String API_KEY = "iamapikey";

  /** User name with which the secret is a token from {@code /identity/token}. */
  String BEARER = "iambearer";

  /**
   * A user name and a secret.
   *
   * @param user {@link #API_KEY}, {@link #BEARER}, or whose API key the secret is: name or id
   */
  record Basic(String user, String secret) implements Login {
    public Basic {
      Objects.requireNonNull(user, "user");
      Objects.requireNonNull(secret, "secret");
    }

    /** Never the secret. */
    @Override
    public String toString() {
      return "Basic[]";
    }
  }

  /** A token from {@code /identity/token}; a narrow one gets no other. */
  record Bearer(String token) implements Login {
    public Bearer {
      Objects.requireNonNull(token, "token");
    }

    /** Never the token. */
    @Override
    public String toString() {
      return "Bearer[]";
    }
  }

  /** Nothing. */
  record Visitor() implements Login {}

  /**
   * What an {@code Authorization} header shows (RFC 7617, RFC 6750).
   *
   * @throws redoubt.core.Failure {@code identity.bad-login} for one that cannot be read
   */
  static Login of(Optional<String> authorization) {
    if (authorization.isEmpty()) {
      return new Visitor();
    }
    String[] words = authorization.get().strip().split(" +", 2);
    if (words.length == 2 && words[0].equalsIgnoreCase("Bearer")) {
      return new Bearer(words[1]);
    }
    if (words.length == 2 && words[0].equalsIgnoreCase("Basic")) {
      return basic(words[1]);
    }
    throw IdentityFailures.badLogin();
  }

  private static Basic basic(String encoded) {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw IdentityFailures.badLogin();
    }
    int colon = pair.indexOf(':');
    if (colon < 0) {
      throw IdentityFailures.badLogin();
    }
    return new Basic(pair.substring(0, colon), pair.substring(colon + 1));
  }
}
