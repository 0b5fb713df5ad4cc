package redoubt.ledger;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.ledger.merkle.Digest32;
import redoubt.ledger.merkle.TreeHash;
import redoubt.ledger.merkle.TreeProofs;
import redoubt.ledger.sql.LeafRow;
import redoubt.ledger.sql.LedgerTables;
import redoubt.ledger.sql.PageRow;
import redoubt.store.Database;

/** Lists and proves entries. */
final class LedgerReader {
  /** Leaves read at once: each may hold up to 4 MB of entries. */
  private static final int CHUNK = 8;

  /** Leaves that one call looks through for a rare combination. */
  private static final int MOST_LEAVES = 512;

  private final Database database;
  private final HeadSigner signer;

  LedgerReader(Database database, HeadSigner signer) {
    this.database = database;
    this.signer = signer;
  }

  LedgerPage entries(EntryFilter filter, Optional<EntryId> before, int limit) {
    List<Recorded> found = new ArrayList<>();
    // The leaf of the cursor itself may hold more.
    long end = before.map(id -> id.leaf() + 1).orElse(Long.MAX_VALUE);
    for (int looked = 0; looked < MOST_LEAVES; looked += CHUNK) {
      long leavesBefore = end;
      List<PageRow> pages =
          database.read(handle ->
              LedgerTables.newestPages(
                  handle, filter.tenant(), leavesBefore, filter.subjects(), CHUNK));
      if (pages.isEmpty()) {
        return new LedgerPage(found, Optional.empty());
      }
      for (Recorded one : newestFirst(pages, filter)) {
        if (before.isEmpty() || precedes(one.id(), before.get())) {
          found.add(one);
        }
        if (found.size() == limit) {
          return new LedgerPage(found, Optional.of(one.id()));
        }
      }
      end = pages.getLast().leaf();
    }
    return new LedgerPage(found, Optional.of(new EntryId(end, 0)));
  }

  private List<Recorded> newestFirst(List<PageRow> pages, EntryFilter filter) {
    Map<Long, Instant> times = new HashMap<>();
    database
        .read(handle -> LedgerTables.leaves(handle, leavesOf(pages)))
        .forEach(leaf -> times.put(leaf.index(), Micros.toInstant(leaf.at())));
    List<Recorded> entries = new ArrayList<>();
    for (PageRow page : pages) {
      for (PageCodec.Placed placed : PageCodec.unpack(page)) {
        if (filter.accepts(placed.entry())) {
          entries.add(
              new Recorded(
                  new EntryId(page.leaf(), placed.position()),
                  times.getOrDefault(page.leaf(), placed.entry().at()),
                  placed.entry()));
        }
      }
    }
    entries.sort(
        Comparator.comparingLong((Recorded one) -> one.id().leaf())
            .thenComparingInt(one -> one.id().position())
            .reversed());
    return entries;
  }

  private static boolean precedes(EntryId one, EntryId other) {
    return one.leaf() < other.leaf()
        || (one.leaf() == other.leaf() && one.position() < other.position());
  }

  EntryProof prove(EntryId id, Optional<String> tenant, SignedHead head) {
    if (id.leaf() >= head.size()) {
      throw LedgerFailures.noSuchEntry();
    }
    List<PageRow> pages =
        database.read(handle -> LedgerTables.pages(handle, id.leaf(), id.leaf() + 1));
    LeafRow row =
        database.read(handle -> LedgerTables.leaves(handle, id.leaf(), id.leaf() + 1)).stream()
            .findFirst()
            .orElseThrow(LedgerFailures::noSuchEntry);
    List<PageCodec.Placed> entries =
        pages.stream()
            .flatMap(page -> PageCodec.unpack(page).stream())
            .sorted(Comparator.comparingInt(PageCodec.Placed::position))
            .toList();
    PageCodec.Placed mine =
        entries.stream()
            .filter(placed -> placed.position() == id.position())
            .filter(placed -> tenant.map(placed.entry().tenant()::equals).orElse(true))
            .findFirst()
            .orElseThrow(LedgerFailures::noSuchEntry);
    List<Digest32> hashes = entries.stream().map(placed -> TreeHash.leaf(placed.bytes())).toList();
    Leaf leaf = Leaf.of(row);
    return new EntryProof(
        id,
        new String(mine.bytes(), StandardCharsets.UTF_8),
        TreeProofs.over(hashes).inclusion(id.position(), hashes.size()),
        leaf.time(),
        leaf.count(),
        leaf.root(),
        Trees.of(database).inclusion(id.leaf(), head.size()),
        head);
  }

  ConsistencyProof consistency(long from, long to, SignedHead head) {
    if (from < 0 || from > to || to > head.size()) {
      throw LedgerFailures.noSuchSize(head.size());
    }
    TreeProofs tree = Trees.of(database);
    Digest32 toRoot = tree.root(to);
    return new ConsistencyProof(
        from,
        to,
        tree.consistency(from, to),
        tree.root(from),
        toRoot,
        to == head.size() ? head : signer.sign(head.origin(), to, toRoot));
  }

  private static List<Long> leavesOf(List<PageRow> pages) {
    return pages.stream().map(PageRow::leaf).distinct().toList();
  }
}
