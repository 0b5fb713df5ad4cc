package redoubt.keys.console;

import redoubt.web.Request;

/** How much of an instance's keys the reader of a page sees. */
public enum Sight {
  ALL,
  SOME_RINGS,
  NOTHING;

  static Sight of(Request.Rings visible) {
    if (visible.all()) {
      return ALL;
    }
    return visible.named().isEmpty() ? NOTHING : SOME_RINGS;
  }
}
