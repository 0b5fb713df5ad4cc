package redoubt.ledger;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import redoubt.ledger.merkle.Digest32;
import redoubt.ledger.merkle.Frontier;
import redoubt.ledger.merkle.TreeHash;
import redoubt.ledger.sql.HeadRow;
import redoubt.ledger.sql.LedgerTables;
import redoubt.ledger.sql.NodeRow;

/** Writes one leaf inside a transaction. */
final class Appender {
  /** An entry, encoded and hashed before anything is locked. */
  @SuppressWarnings("ArrayRecordComponent")
  record Encoded(Entry entry, byte[] bytes, Digest32 hash) {
    static Encoded of(Entry entry) {
      byte[] bytes = EntryCodec.encode(entry);
      return new Encoded(entry, bytes, TreeHash.leaf(bytes));
    }
  }

  private final InstantSource clock;

  Appender(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Returns the index of the new leaf, in which the entries stand in their order. Its time is now,
   * or that of the leaf before if the clock went back.
   */
  long append(Handle transaction, List<Encoded> entries) {
    Digest32 root = TreeHash.root(entries.stream().map(Encoded::hash).toList());
    List<PageCodec.Placed> placed = new ArrayList<>(entries.size());
    for (Encoded encoded : entries) {
      placed.add(new PageCodec.Placed(placed.size(), encoded.entry(), encoded.bytes()));
    }
    HeadRow before = LedgerTables.lockHead(transaction);
    long now = Math.max(before.at(), Micros.of(clock.instant()));
    Leaf leaf = new Leaf(before.size(), now, entries.size(), root);
    Frontier.Appended appended = Frontier.of(before.size(), before.frontier()).append(leaf.hash());
    LedgerTables.append(
        transaction,
        before,
        new HeadRow(
            before.origin(),
            before.size() + 1,
            before.entries() + entries.size(),
            now,
            appended.frontier().bytes()),
        leaf.row(),
        PageCodec.pack(leaf.index(), placed),
        appended.completed().stream()
            .map(node -> new NodeRow(node.level(), node.index(), node.hash().bytes()))
            .toList());
    return leaf.index();
  }
}
