package redoubt.identity;

import java.util.Objects;

/** A token that was just issued. */
public final class IssuedToken {
  private final TokenClaims claims;
  private final String text;

  IssuedToken(TokenClaims claims, String text) {
    this.claims = Objects.requireNonNull(claims, "claims");
    this.text = Objects.requireNonNull(text, "text");
  }

  public TokenClaims claims() {
    return claims;
  }

  /** What goes behind {@code Authorization: Bearer}. */
  public String text() {
    return text;
  }

  /** Never the token. */
  @Override
  public String toString() {
    return "IssuedToken[" + claims.id() + "]";
  }
}
