package redoubt.server;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import redoubt.identity.Login;
import redoubt.identity.NarrowToken;
import redoubt.identity.NarrowTokens;
import redoubt.identity.Scope;
import redoubt.registry.access.TokenDesk;

/** The registry's tokens are narrow ones of identity. */
record RegistryTokens(NarrowTokens tokens) implements TokenDesk {
  @Override
  public Issued issue(
      Optional<String> authorization, List<Wish> wishes, boolean catalog, String remoteAddress) {
    return issue(Login.of(authorization), wishes, catalog, remoteAddress);
  }

  @Override
  public Issued issue(
      String user, String secret, List<Wish> wishes, boolean catalog, String remoteAddress) {
    return issue(new Login.Basic(user, secret), wishes, catalog, remoteAddress);
  }

  private Issued issue(Login login, List<Wish> wishes, boolean catalog, String remoteAddress) {
    List<Scope> wanted =
        Stream.concat(
                wishes.stream().map(RegistryTokens::scope),
                catalog ? Stream.of(new Scope.Lists()) : Stream.empty())
            .toList();
    NarrowToken token = tokens.issue(login, wanted, remoteAddress);
    return new Issued(token.text(), token.claims().issuedAt(), token.expiresIn());
  }

  private static Scope scope(Wish wish) {
    return new Scope.Repository(
        wish.instance(),
        wish.repository().text(),
        wish.actions().stream()
            .flatMap(word -> Scope.Action.named(word).stream())
            .collect(Collectors.toSet()));
  }
}
