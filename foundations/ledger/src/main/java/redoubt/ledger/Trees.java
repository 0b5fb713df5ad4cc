package redoubt.ledger;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import redoubt.ledger.merkle.Digest32;
import redoubt.ledger.merkle.TreeProofs;
import redoubt.ledger.sql.LedgerTables;
import redoubt.ledger.sql.NodeRow;
import redoubt.store.Database;

/** The tree as the table of subtrees has it. */
final class Trees {
  /** The subtree is not there although the log is large enough. */
  static final class MissingNode extends RuntimeException {
    private static final long serialVersionUID = 1;

    MissingNode(int level, long index) {
      super("the subtree " + level + "/" + index + " is missing");
    }
  }

  private Trees() {}

  static TreeProofs of(Database database) {
    return reading(key ->
        database.read(
            handle -> LedgerTables.nodes(handle, List.of(key.level()), List.of(key.index()))));
  }

  static TreeProofs of(Handle handle) {
    return reading(key -> LedgerTables.nodes(handle, List.of(key.level()), List.of(key.index())));
  }

  private record Key(int level, long index) {}

  private static TreeProofs reading(Function<Key, List<NodeRow>> table) {
    Map<Key, Digest32> read = new HashMap<>();
    return new TreeProofs((level, index) ->
        read.computeIfAbsent(
            new Key(level, index),
            key ->
                table.apply(key).stream()
                    .findFirst()
                    .map(row -> new Digest32(row.hash()))
                    .orElseThrow(() -> new MissingNode(level, index))));
  }
}
