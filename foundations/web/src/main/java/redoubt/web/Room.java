package redoubt.web;

import java.util.List;
import java.util.function.Predicate;
import redoubt.core.Protection;

/** The one object that a room hands the server. */
public interface Room extends Protection {
  List<Route> routes();

  /** Entries for the console's navigation; empty for a room without pages. */
  default List<ConsoleLink> consoleLinks() {
    return List.of();
  }

  /** Checks on every call that names an instance, whichever room answers it. */
  default List<InstanceCheck> instanceChecks() {
    return List.of();
  }

  /**
   * The server is about to stop: calls that wait for something to happen are answered now, and none
   * waits again.
   */
  default void endWaiting() {}

  /**
   * A page of the console: its path, its name in the navigation, and who finds something on it.
   * Others are not shown the link.
   */
  record ConsoleLink(String path, String label, Predicate<Principal> serves) {
    /** A page for everybody. */
    public ConsoleLink(String path, String label) {
      this(path, label, _ -> true);
    }
  }
}
