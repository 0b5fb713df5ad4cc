package redoubt.identity;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import redoubt.ledger.Entry;

/** A change under way: its transaction, its moment, what it tells the ledger and whom it hits. */
final class Change {
  private final Handle handle;
  private final Instant now;
  private final List<Entry> entries = new ArrayList<>();
  private final Set<String> affected = new LinkedHashSet<>();

  Change(Handle handle, Instant now) {
    this.handle = handle;
    this.now = now;
  }

  Handle handle() {
    return handle;
  }

  /** In whole milliseconds, the same for all that the change does. */
  Instant now() {
    return now;
  }

  void record(
      String tenant, String actor, String action, String target, Map<String, String> details) {
    entries.add(Entry.ok(now, tenant, actor, action, target, details));
  }

  /** What this user may do is to be read anew, on every server. */
  void affects(String user) {
    affected.add(user);
  }

  /** The same for every user. */
  void affectsAll() {
    affected.add(Principals.ALL);
  }

  List<Entry> entries() {
    return entries;
  }

  Set<String> affected() {
    return affected;
  }
}
