package redoubt.ledger;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import redoubt.ledger.sql.PageRow;

/** Packs the entries that a tenant has in a leaf into one row, and unpacks them. */
final class PageCodec {
  private static final int LARGEST_ENTRY = 1 << 20;

  private PageCodec() {}

  /** An entry of a leaf. */
  @SuppressWarnings("ArrayRecordComponent")
  record Placed(int position, Entry entry, byte[] bytes) {}

  static List<PageRow> pack(long leaf, List<Placed> entries) {
    SortedMap<String, List<Placed>> byTenant = new TreeMap<>();
    for (Placed placed : entries) {
      byTenant.computeIfAbsent(placed.entry().tenant(), tenant -> new ArrayList<>()).add(placed);
    }
    List<PageRow> rows = new ArrayList<>();
    byTenant.forEach((tenant, mine) -> rows.add(pack(leaf, tenant, mine)));
    return rows;
  }

  private static PageRow pack(long leaf, String tenant, List<Placed> entries) {
    ByteBuffer packed =
        ByteBuffer.allocate(entries.stream().mapToInt(placed -> 8 + placed.bytes().length).sum());
    for (Placed placed : entries) {
      packed.putInt(placed.position()).putInt(placed.bytes().length).put(placed.bytes());
    }
    return new PageRow(leaf, tenant, packed.array(), subjects(entries));
  }

  /** What filters look for, sorted, each once. */
  static List<String> subjects(List<Placed> entries) {
    SortedSet<String> subjects = new TreeSet<>();
    for (Placed placed : entries) {
      subjects.add(action(placed.entry().action()));
      subjects.add(outcome(placed.entry().outcome()));
      if (!placed.entry().target().isEmpty()) {
        subjects.add(target(placed.entry().target()));
      }
    }
    return List.copyOf(subjects);
  }

  static String action(String action) {
    return "action:" + action;
  }

  static String outcome(String outcome) {
    return "outcome:" + outcome;
  }

  static String target(String target) {
    return "target:" + target;
  }

  /**
   * @throws IllegalArgumentException for anything but what {@link #pack} writes
   */
  static List<Placed> unpack(PageRow row) {
    List<Placed> entries = new ArrayList<>();
    ByteBuffer packed = ByteBuffer.wrap(row.entries());
    while (packed.hasRemaining()) {
      if (packed.remaining() < 8) {
        throw new IllegalArgumentException("the page ends within an entry's head");
      }
      int position = packed.getInt();
      int length = packed.getInt();
      if (position < 0 || length < 0 || length > LARGEST_ENTRY || length > packed.remaining()) {
        throw new IllegalArgumentException("the page ends within an entry");
      }
      byte[] bytes = new byte[length];
      packed.get(bytes);
      entries.add(new Placed(position, EntryCodec.decode(bytes).entry(), bytes));
    }
    return entries;
  }
}
