package redoubt.server;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import redoubt.core.Failure;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.web.Principal;
import redoubt.web.RefusalLog;
import redoubt.web.Request;
import redoubt.web.Route;

/**
 * Records every refused call. A caller without a good credential could fill the disk with refusals,
 * so of those at most {@value #ANONYMOUS_PER_SECOND} a second are recorded one by one; the next
 * record says how many were left out.
 */
final class LedgerRefusals implements RefusalLog {
  static final int ANONYMOUS_PER_SECOND = 50;

  private final Ledger ledger;
  private final InstantSource clock;
  private final AtomicLong second = new AtomicLong();
  private final AtomicLong inSecond = new AtomicLong();
  private final AtomicLong leftOut = new AtomicLong();

  LedgerRefusals(Ledger ledger, InstantSource clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  @Override
  public void refused(Route route, Request request, Optional<Principal> caller, Failure failure) {
    if (failure.kind() == Failure.Kind.UNAVAILABLE && failure.code().startsWith("store.")) {
      // What keeps the caller out keeps the record out too; the answer does not wait for it twice.
      return;
    }
    Map<String, String> details = new TreeMap<>();
    details.put("correlationId", request.correlationId());
    if (caller.isEmpty()) {
      if (!withinRate()) {
        leftOut.incrementAndGet();
        return;
      }
      long skipped = leftOut.getAndSet(0);
      if (skipped > 0) {
        details.put("leftOutBefore", Long.toString(skipped));
      }
    }
    caller.ifPresent(who -> details.put("credential", who.credential()));
    ledger.append(
        new Entry(
            clock.instant(),
            tenant(route, request, caller),
            caller.map(Principal::user).orElse("anonymous"),
            route.style().action(route, request),
            target(request),
            failure.code(),
            new TreeMap<>(details)));
  }

  /**
   * A refusal belongs to the instance only if the caller holds a role in it: nobody can write into
   * the ledger view of a foreign tenant, nor learn whether it exists.
   */
  private static String tenant(Route route, Request request, Optional<Principal> caller) {
    return route
        .style()
        .instance(request)
        .filter(id ->
            caller
                .map(who ->
                    who.grants().stream().anyMatch(g -> g.instance().equals(Optional.of(id))))
                .orElse(false))
        .orElse(Entry.SYSTEM);
  }

  private static String target(Request request) {
    String target = request.concern();
    return target.matches("[A-Za-z0-9._:@/-]{1,200}") ? target : "";
  }

  private boolean withinRate() {
    long now = clock.instant().getEpochSecond();
    if (second.getAndSet(now) != now) {
      inSecond.set(0);
    }
    return inSecond.incrementAndGet() <= ANONYMOUS_PER_SECOND;
  }
}
