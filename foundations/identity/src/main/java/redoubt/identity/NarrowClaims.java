package redoubt.identity;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import redoubt.web.Grant;
import redoubt.web.Part;

/**
 * What a good narrow token says.
 *
 * @param id of the token ({@code jti})
 * @param holder whom it signs in; empty for a visitor
 * @param scopes what it is good for, as far as its holder may do that at the moment of each call
 * @param issuedAt in whole seconds ({@code iat})
 * @param expiresAt from this moment on it is refused ({@code exp})
 */
public record NarrowClaims(
    String id, Optional<Holder> holder, List<Scope> scopes, Instant issuedAt, Instant expiresAt)
    implements Claims {
  /**
   * Whom a narrow token signs in.
   *
   * @param user id of the user ({@code sub})
   * @param apiKey id of the API key that it came of ({@code key})
   * @param parent id of the whole token that it was issued for, with which it ends ({@code parent})
   */
  public record Holder(String user, String apiKey, Optional<String> parent) {
    public Holder {
      Objects.requireNonNull(parent, "parent");
      if (user.isEmpty() || apiKey.isEmpty()) {
        throw new IllegalArgumentException("a holder is a user with an API key");
      }
    }
  }

  public NarrowClaims {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(holder, "holder");
    scopes = List.copyOf(scopes);
    if (!issuedAt.isBefore(expiresAt)) {
      throw new IllegalArgumentException("a token expires after it was issued");
    }
  }

  /** The roles that it is good for. */
  List<Grant> grants() {
    return scopes.stream()
        .flatMap(scope ->
            switch (scope) {
              case Scope.Repository in ->
                  in.actions().stream()
                      .map(action ->
                          Grant.inPart(action.role(), in.instance(), Part.repository(in.name())));
              case Scope.Lists lists -> Stream.<Grant>empty();
            })
        .distinct()
        .toList();
  }

  boolean lists() {
    return scopes.contains(new Scope.Lists());
  }
}
