package redoubt.registry.console;

import redoubt.web.Request;

/** What clients call this server. */
final class Host {
  private Host() {}

  /** Host and port, as whoever looks at the page reaches them. */
  static String of(Request page) {
    return page.origin().map(origin -> origin.replaceFirst("^https?://", "")).orElse("HOST:PORT");
  }
}
