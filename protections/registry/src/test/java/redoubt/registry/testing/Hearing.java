package redoubt.registry.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import redoubt.registry.events.Event;
import redoubt.registry.events.Listener;

/** Remembers what it is told, unless it was asked to fail. */
public final class Hearing implements Listener {
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();

  @Override
  public String name() {
    return "hearing";
  }

  @Override
  public void heard(Event event) {
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IllegalStateException("not in the mood");
    }
    events.add(event);
  }

  /** The next ones are refused. */
  public void refuse(int events) {
    failures.set(events);
  }

  /** What was told, in short: {@code PUSH team/app@sha256:…}, {@code TAG team/app:v1 …}. */
  public List<String> told() {
    return events.stream()
        .map(event ->
            event.kind()
                + " "
                + event.repository()
                + event.tag().map(tag -> ":" + tag.text()).orElse("")
                + "@"
                + event.digest())
        .toList();
  }
}
