package redoubt.web.console;

import java.util.List;
import redoubt.web.Room;
import redoubt.web.Route;

/** A room that has pages in the console. */
public interface PagedRoom extends Room {
  /** Its pages and forms, made with the console's {@code page} and {@code form}. */
  List<Route> pages(Console console);
}
