package redoubt.encryption.lease;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Those who wait for a change of a cluster or a key; woken by whoever hears of one. */
final class Waiting {
  private final Set<Ticket> tickets = ConcurrentHashMap.newKeySet();
  private volatile boolean over;

  /**
   * A place to wait at. Take it before looking whether there is anything to wait for: then no
   * change falls in between.
   */
  final class Ticket implements AutoCloseable {
    private final Set<String> subjects;
    private final CountDownLatch change = new CountDownLatch(1);

    private Ticket(Set<String> subjects) {
      this.subjects = subjects;
    }

    /** Returns at a change, when the time is over or when nobody is to wait any more. */
    void await(Duration atMost) throws InterruptedException {
      var _ = change.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
      tickets.remove(this);
    }
  }

  Ticket ticket(String... subjects) {
    Ticket ticket = new Ticket(Set.of(subjects));
    tickets.add(ticket);
    if (over) {
      ticket.change.countDown();
    }
    return ticket;
  }

  void changed(String subject) {
    for (Ticket ticket : tickets) {
      if (ticket.subjects.contains(subject)) {
        ticket.change.countDown();
      }
    }
  }

  void changedAll() {
    tickets.forEach(ticket -> ticket.change.countDown());
  }

  /** From now on nobody waits. */
  void end() {
    over = true;
    changedAll();
  }

  boolean isOver() {
    return over;
  }
}
