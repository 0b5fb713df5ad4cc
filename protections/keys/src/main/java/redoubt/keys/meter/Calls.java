package redoubt.keys.meter;

import java.util.HashMap;
import java.util.Map;

/** An instance's calls of this minute and of the one before. */
final class Calls {
  /** Actions × statuses that one instance can have in a minute; what is beyond is not counted. */
  static final int MOST = 500;

  /** One action that ended in one way. */
  record Name(String action, int status) {}

  /** How many calls there were and how long they took together. */
  record Sum(long calls, long nanoseconds) {
    private Sum plus(Sum other) {
      return new Sum(calls + other.calls, nanoseconds + other.nanoseconds);
    }

    /** Mean time in milliseconds. */
    double milliseconds() {
      return nanoseconds / 1e6 / calls;
    }
  }

  private long minute;
  private Map<Name, Sum> current = new HashMap<>();
  private Map<Name, Sum> last = Map.of();

  synchronized void add(long now, Name name, long nanoseconds) {
    turnTo(now);
    if (current.size() < MOST || current.containsKey(name)) {
      current.merge(name, new Sum(1, nanoseconds), Sum::plus);
    }
  }

  /** The calls of the minute before this one; never changes. */
  synchronized Map<Name, Sum> before(long now) {
    turnTo(now);
    return last;
  }

  /** Whether there was none in this minute and the one before. */
  synchronized boolean isEmpty(long now) {
    turnTo(now);
    return current.isEmpty() && last.isEmpty();
  }

  private void turnTo(long now) {
    if (now != minute) {
      last = now == minute + 1 ? Map.copyOf(current) : Map.of();
      current = new HashMap<>();
      minute = now;
    }
  }
}
