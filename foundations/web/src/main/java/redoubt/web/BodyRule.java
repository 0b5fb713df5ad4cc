package redoubt.web;

import java.time.Duration;

/** How a route takes the body of a call. */
public sealed interface BodyRule {
  /** What most routes do. */
  BodyRule USUAL = new Whole(1 << 20);

  /**
   * Read into memory as a whole, when the handler asks for it; all bodies together share the
   * server's memory for them.
   *
   * @param mostBytes a larger body is refused with {@code web.too-large}
   */
  record Whole(int mostBytes) implements BodyRule {}

  /**
   * Handed on as it comes and never in memory as a whole. It may take as long as it needs, but not
   * be held up: {@code web.incomplete} ends one that sends nothing for a while, or on the whole
   * less than it has to.
   *
   * @param mostBytes a larger body is refused with {@code web.too-large}
   * @param stall the longest pause, also before the first byte
   * @param leastBytesPerSecond counted once the first pause is over
   */
  record Streamed(long mostBytes, Duration stall, int leastBytesPerSecond) implements BodyRule {}
}
