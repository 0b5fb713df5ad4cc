package redoubt.identity;

import java.util.List;
import java.util.stream.Stream;
import redoubt.core.BackgroundTask;
import redoubt.core.Proof;
import redoubt.identity.console.IdentityConsole;
import redoubt.identity.http.ApiKeyRoutes;
import redoubt.identity.http.GrantRoutes;
import redoubt.identity.http.InstanceRoutes;
import redoubt.identity.http.TokenRoutes;
import redoubt.identity.http.UserRoutes;
import redoubt.web.Route;
import redoubt.web.console.Console;
import redoubt.web.console.PagedRoom;

/** What identity hands the server. */
public final class IdentityRoom implements PagedRoom {
  private final List<Route> routes;

  /**
   * @param guards of all rooms that keep data of instances
   * @param parts asked when a role is granted in a part of an instance
   */
  public IdentityRoom(Identity identity, List<InstanceGuard> guards, InstanceParts parts) {
    this.routes =
        Stream.of(
                new TokenRoutes(identity.tokens()).routes(),
                new InstanceRoutes(identity.instances(), guards).routes(),
                new GrantRoutes(identity.grants(), parts).routes(),
                new UserRoutes(identity.users(), identity.grants()).routes(),
                new ApiKeyRoutes(identity.apiKeys()).routes())
            .flatMap(List::stream)
            .toList();
  }

  @Override
  public String name() {
    return "identity";
  }

  @Override
  public String title() {
    return "Identity";
  }

  @Override
  public List<Proof> proofs() {
    return List.of();
  }

  @Override
  public List<BackgroundTask> tasks() {
    return List.of();
  }

  @Override
  public List<Route> routes() {
    return routes;
  }

  @Override
  public List<Route> pages(Console console) {
    return IdentityConsole.routes(console);
  }

  @Override
  public List<ConsoleLink> consoleLinks() {
    return IdentityConsole.LINKS;
  }
}
