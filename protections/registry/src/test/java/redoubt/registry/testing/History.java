package redoubt.registry.testing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was put and deleted under many names by many clients at once, and what follows for each: a
 * name whose last change was acknowledged, and that no other change overlaps, is in one state only.
 */
public final class History {
  /** What changes a name. */
  public enum Kind {
    PUT,
    DELETE
  }

  /** One change; nobody knows whether one was done that was neither acknowledged nor refused. */
  public static final class Call {
    private final Kind kind;
    private final long begun;
    private volatile long ended = Long.MAX_VALUE;
    private volatile boolean acknowledged;
    private volatile boolean refused;

    private Call(Kind kind, long begun) {
      this.kind = kind;
      this.begun = begun;
    }

    public void ended(boolean wasAcknowledged, boolean wasRefused) {
      acknowledged = wasAcknowledged;
      refused = wasRefused;
      // What was not answered may still be done after the answer.
      ended = wasAcknowledged || wasRefused ? TIME.incrementAndGet() : Long.MAX_VALUE;
    }
  }

  private static final AtomicLong TIME = new AtomicLong();

  private final Map<String, List<Call>> calls = new ConcurrentHashMap<>();

  public Call begins(String name, Kind kind) {
    Call call = new Call(kind, TIME.incrementAndGet());
    calls.computeIfAbsent(name, one -> new CopyOnWriteArrayList<>()).add(call);
    return call;
  }

  /** Whether the name cannot be in that state. */
  public boolean wrong(String name, boolean there) {
    List<Call> all = calls.getOrDefault(name, List.of());
    Kind should = there ? Kind.DELETE : Kind.PUT;
    return all.stream()
        .filter(call -> call.kind == should && call.acknowledged)
        .anyMatch(call ->
            all.stream()
                .filter(other -> other.kind != should && !other.refused)
                .allMatch(other -> other.ended < call.begun));
  }

  public long acknowledged() {
    return calls.values().stream().flatMap(List::stream).filter(call -> call.acknowledged).count();
  }

  /** Names of which it is known in what state they are. */
  private long decided() {
    return calls.keySet().stream().filter(name -> wrong(name, true) || wrong(name, false)).count();
  }

  @Override
  public String toString() {
    return acknowledged()
        + " changes acknowledged, the end of "
        + decided()
        + " of "
        + calls.size()
        + " names known";
  }
}
