package redoubt.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.ledger.merkle.Digest32;
import redoubt.ledger.merkle.Frontier;
import redoubt.ledger.merkle.TreeHash;
import redoubt.ledger.sql.HeadRow;
import redoubt.ledger.sql.LeafRow;
import redoubt.ledger.sql.LedgerTables;
import redoubt.ledger.sql.NodeRow;
import redoubt.ledger.sql.PageRow;
import redoubt.ledger.sql.SignedHeadRow;

/**
 * The full check: every row of every table is recomputed from the entries, and what was signed is
 * compared with it. Reads in chunks, so that memory does not grow with the log.
 */
final class LedgerCheck {
  private static final int CHUNK = 256;
  private static final int MOST_FINDINGS = 100;

  private final Handle handle;
  private final NoteKey key;
  private final List<String> findings = new ArrayList<>();
  private Frontier frontier = Frontier.EMPTY;
  private long entries;
  private long at;

  LedgerCheck(Handle handle, NoteKey key) {
    this.handle = handle;
    this.key = key;
  }

  /** Recomputes everything. */
  Verification run() {
    checkSigned(0, 1);
    return runFrom(0, LedgerTables.head(handle));
  }

  /** Recomputes the newest leaves only, on top of the subtrees of those before. */
  Verification runNewest(int leaves) {
    HeadRow head = LedgerTables.head(handle);
    long first = Math.max(0, head.size() - leaves);
    try {
      frontier = Trees.of(handle).frontier(first);
    } catch (Trees.MissingNode e) {
      return new Verification(0, 0, List.of(String.valueOf(e.getMessage())));
    }
    return runFrom(first, head);
  }

  private Verification runFrom(long first, HeadRow head) {
    for (long from = first; from < head.size() && findings.size() < MOST_FINDINGS; from += CHUNK) {
      checkLeaves(from, Math.min(head.size(), from + CHUNK));
    }
    checkHead(head, first == 0);
    checkNothingBeyond();
    return new Verification(frontier.size() - first, entries, findings);
  }

  private void checkLeaves(long from, long to) {
    Map<Long, LeafRow> leaves = new HashMap<>();
    LedgerTables.leaves(handle, from, to).forEach(leaf -> leaves.put(leaf.index(), leaf));
    Map<Long, List<PageRow>> pages = new HashMap<>();
    LedgerTables.pages(handle, from, to)
        .forEach(page -> pages.computeIfAbsent(page.leaf(), leaf -> new ArrayList<>()).add(page));
    Map<Long, SignedHeadRow> signed = new HashMap<>();
    LedgerTables.signedHeads(handle, from + 1, to + 1)
        .forEach(head -> signed.put(head.size(), head));
    List<Frontier.Node> completed = new ArrayList<>();
    for (long index = from; index < to; index++) {
      LeafRow leaf = leaves.get(index);
      if (leaf == null) {
        found("leaf " + index + " is missing");
        leaf = new LeafRow(index, at, 0, TreeHash.empty().bytes());
      }
      checkLeaf(leaf, pages.getOrDefault(index, List.of()));
      Frontier.Appended appended = frontier.append(Leaf.of(leaf).hash());
      frontier = appended.frontier();
      completed.addAll(appended.completed());
      SignedHeadRow head = signed.get(index + 1);
      if (head != null) {
        HeadCheck.signedFinding(head, frontier.root(), key).ifPresent(this::found);
      }
    }
    checkNodes(completed);
  }

  private void checkLeaf(LeafRow leaf, List<PageRow> pages) {
    if (leaf.at() < at) {
      found("leaf " + leaf.index() + " is older than the leaf before");
    }
    at = Math.max(at, leaf.at());
    entries += leaf.count();
    Map<Integer, Digest32> hashes = new HashMap<>();
    for (PageRow page : pages) {
      checkPage(page, hashes);
    }
    List<Digest32> inOrder = new ArrayList<>();
    for (int position = 0; position < hashes.size(); position++) {
      Digest32 hash = hashes.get(position);
      if (hash == null) {
        found("leaf " + leaf.index() + " has no entry " + position);
        return;
      }
      inOrder.add(hash);
    }
    if (inOrder.size() != leaf.count()) {
      found("leaf " + leaf.index() + " has " + inOrder.size() + " entries, not " + leaf.count());
    }
    if (!TreeHash.root(inOrder).equals(new Digest32(leaf.root()))) {
      found("the entries of leaf " + leaf.index() + " are not those that it was made of");
    }
  }

  private void checkPage(PageRow page, Map<Integer, Digest32> hashes) {
    String name = "page " + page.leaf() + " of " + page.tenant();
    try {
      List<PageCodec.Placed> placed = PageCodec.unpack(page);
      int last = -1;
      for (PageCodec.Placed one : placed) {
        if (!one.entry().tenant().equals(page.tenant())) {
          found(name + " holds an entry of " + one.entry().tenant());
        }
        if (one.position() <= last
            || hashes.putIfAbsent(one.position(), TreeHash.leaf(one.bytes())) != null) {
          found(name + " holds entries out of order");
        }
        last = one.position();
      }
      if (!PageCodec.subjects(placed).equals(page.subjects())) {
        found(name + " is filed under other subjects than its entries have");
      }
    } catch (IllegalArgumentException e) {
      found(name + " cannot be read: " + e.getMessage());
    }
  }

  private void checkNodes(List<Frontier.Node> expected) {
    List<NodeRow> rows =
        LedgerTables.nodes(
            handle,
            expected.stream().map(Frontier.Node::level).toList(),
            expected.stream().map(Frontier.Node::index).toList());
    Map<String, byte[]> hashes = new HashMap<>();
    rows.forEach(row -> hashes.put(row.level() + "/" + row.index(), row.hash()));
    for (Frontier.Node node : expected) {
      String name = node.level() + "/" + node.index();
      byte[] hash = hashes.get(name);
      if (hash == null || !node.hash().equals(new Digest32(hash))) {
        found("subtree " + name + (hash == null ? " is missing" : " has another hash"));
      }
    }
  }

  private void checkHead(HeadRow head, boolean fromTheStart) {
    if (!head.origin().equals(key.name())) {
      found("the origin is another");
    }
    if (findings.size() < MOST_FINDINGS
        && ((fromTheStart && head.entries() != entries)
            || head.at() != at
            || !java.util.Arrays.equals(head.frontier(), frontier.bytes()))) {
      found("the head is not that of the leaves");
    }
  }

  private void checkSigned(long from, long to) {
    for (SignedHeadRow signed : LedgerTables.signedHeads(handle, from, to)) {
      Optional<String> finding = HeadCheck.signedFinding(signed, frontier.root(), key);
      finding.ifPresent(this::found);
    }
  }

  private void checkNothingBeyond() {
    List<Long> beyond = LedgerTables.rowsBeyondHead(handle);
    if (beyond.stream().anyMatch(count -> count != 0)) {
      found(
          "beyond the head lie "
              + beyond.get(0)
              + " leaves, "
              + beyond.get(1)
              + " pages and "
              + beyond.get(2)
              + " signed heads");
    }
    List<Long> sizeAndNodes = LedgerTables.sizeAndNodes(handle);
    long expected = 0;
    for (long level = sizeAndNodes.get(0); level > 0; level >>= 1) {
      expected += level;
    }
    if (sizeAndNodes.get(1) != expected) {
      found("there are " + sizeAndNodes.get(1) + " subtrees, not " + expected);
    }
  }

  private void found(String finding) {
    if (findings.size() < MOST_FINDINGS) {
      findings.add(finding);
    }
  }
}
