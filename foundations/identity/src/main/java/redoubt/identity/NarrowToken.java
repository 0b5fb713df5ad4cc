package redoubt.identity;

import java.util.Objects;

/** A narrow token that was just issued. */
public final class NarrowToken {
  private final NarrowClaims claims;
  private final String text;

  NarrowToken(NarrowClaims claims, String text) {
    this.claims = Objects.requireNonNull(claims, "claims");
    this.text = Objects.requireNonNull(text, "text");
  }

  /** What was granted, to whom, from when ({@code issued_at}) until when. */
  public NarrowClaims claims() {
    return claims;
  }

  /** In whole seconds ({@code expires_in}), 1 to 900. */
  public long expiresIn() {
    return claims.expiresAt().getEpochSecond() - claims.issuedAt().getEpochSecond();
  }

  /** What goes behind {@code Authorization: Bearer}; at most 4,096 characters. */
  public String text() {
    return text;
  }

  /** Never the token. */
  @Override
  public String toString() {
    return "NarrowToken[" + claims.id() + "]";
  }
}
