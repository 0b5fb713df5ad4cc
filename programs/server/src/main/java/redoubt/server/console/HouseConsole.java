package redoubt.server.console;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import redoubt.web.Dispatcher;
import redoubt.web.Room;
import redoubt.web.Room.ConsoleLink;
import redoubt.web.Route;
import redoubt.web.console.Api;
import redoubt.web.console.Console;
import redoubt.web.console.PagedRoom;

/** The whole console: its own pages and those of every room. */
public final class HouseConsole {
  static final String HOME = "/";
  static final String EVIDENCE = "/evidence";

  private HouseConsole() {}

  /**
   * @param rooms in the order of the navigation
   * @param dispatcher the one that will serve the routes that are returned here
   */
  public static List<Route> routes(
      List<Room> rooms, InstantSource clock, Supplier<Dispatcher> dispatcher) {
    List<ConsoleLink> links = links(rooms);
    Console console = new Console(clock, () -> links, new Api(dispatcher));
    List<Route> routes = new ArrayList<>(console.routes());
    routes.addAll(new SessionPages(console).routes());
    routes.addAll(new HomePages(console, rooms).routes());
    routes.addAll(new EvidencePages(console, rooms).routes());
    for (Room room : rooms) {
      if (room instanceof PagedRoom paged) {
        routes.addAll(paged.pages(console));
      }
    }
    return routes;
  }

  private static List<ConsoleLink> links(List<Room> rooms) {
    List<ConsoleLink> links = new ArrayList<>();
    links.add(new ConsoleLink(HOME, "Posture"));
    links.add(new ConsoleLink(EVIDENCE, "Evidence"));
    rooms.forEach(room -> links.addAll(room.consoleLinks()));
    return links;
  }
}
