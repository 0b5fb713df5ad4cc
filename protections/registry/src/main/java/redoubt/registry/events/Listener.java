package redoubt.registry.events;

/** Who is told of events. */
public interface Listener {
  /** By which it is told apart; it stays the same for ever. */
  String name();

  /**
   * Takes an event; it is told again when this throws, and may be told twice, or after a later one,
   * all the same.
   */
  void heard(Event event);
}
