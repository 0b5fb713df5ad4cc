package redoubt.identity.console;

import java.util.ArrayList;
import java.util.List;
import redoubt.web.Principal;
import redoubt.web.Room.ConsoleLink;
import redoubt.web.Route;
import redoubt.web.console.Console;

/** All pages of the room. */
public final class IdentityConsole {
  static final String INSTANCES = "/instances";
  static final String USERS = "/users";
  static final String API_KEYS = "/apikeys";

  /** The room's entries in the navigation. */
  public static final List<ConsoleLink> LINKS =
      List.of(
          new ConsoleLink(INSTANCES, "Instances"),
          new ConsoleLink(USERS, "Users", Principal::isAdministrator),
          new ConsoleLink(API_KEYS, "API keys"));

  private IdentityConsole() {}

  public static List<Route> routes(Console console) {
    List<Route> routes = new ArrayList<>();
    routes.addAll(new InstancePages(console).routes());
    routes.addAll(new UserPages(console).routes());
    routes.addAll(new ApiKeyPages(console).routes());
    return routes;
  }
}
