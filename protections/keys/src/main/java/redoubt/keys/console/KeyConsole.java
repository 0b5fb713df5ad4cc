package redoubt.keys.console;

import java.util.ArrayList;
import java.util.List;
import redoubt.web.Reach;
import redoubt.web.Room.ConsoleLink;
import redoubt.web.Route;
import redoubt.web.console.Console;
import redoubt.web.console.Instances;

/** All pages of the room. */
public final class KeyConsole {
  /** Path of the room's entry in the navigation. */
  public static final String START = "/keys";

  /** Path of the key rings' entry in the navigation. */
  public static final String RINGS = "/rings";

  /** The room's entries in the navigation. */
  public static final List<ConsoleLink> LINKS =
      List.of(
          new ConsoleLink(START, "Keys", Reach.RINGS::opensAnywhere),
          new ConsoleLink(RINGS, "Key rings", Reach.RINGS::opensAnywhere));

  private KeyConsole() {}

  /**
   * @param hardware whether keys can be made in a hardware module
   */
  public static List<Route> routes(Console console, boolean hardware) {
    Instances instances = new Instances(console);
    KeyApi api = new KeyApi(console.api());
    List<Route> routes = new ArrayList<>();
    routes.addAll(new KeyListPages(console, api, instances).routes());
    routes.addAll(new KeyPages(console, api, instances).routes());
    routes.addAll(new KeyForms(console, api).routes());
    routes.addAll(new NewKeyForm(console, api, instances, hardware).routes());
    routes.addAll(new RingPages(console, api, instances).routes());
    routes.addAll(new SigningKeyPages(console, instances).routes());
    return routes;
  }
}
