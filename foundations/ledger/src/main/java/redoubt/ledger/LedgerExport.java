package redoubt.ledger;

import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.ledger.merkle.Digest32;
import redoubt.ledger.merkle.TreeHash;
import redoubt.ledger.sql.LeafRow;
import redoubt.ledger.sql.LedgerTables;
import redoubt.ledger.sql.PageRow;
import redoubt.ledger.sql.SignedHeadRow;
import redoubt.store.Database;
import redoubt.web.Json;

/**
 * Writes the log up to a signed head, one JSON value per line. Holds no connection while the reader
 * is slow: what is below the head does not change.
 */
final class LedgerExport {
  private static final int CHUNK = 16;

  private final Database database;
  private final SignedHead head;
  private final Optional<String> tenant;

  LedgerExport(Database database, SignedHead head, Optional<String> tenant) {
    this.database = database;
    this.head = head;
    this.tenant = tenant;
  }

  void to(OutputStream out) throws IOException {
    Map<String, Object> first = new LinkedHashMap<>();
    first.put("format", "redoubt-ledger/1");
    first.put("origin", head.origin());
    first.put("publicKey", head.publicKey());
    first.put("size", head.size());
    tenant.ifPresent(name -> first.put("tenant", name));
    line(out, first);
    writeHeads(out, 0);
    for (long from = 0; from < head.size(); from += CHUNK) {
      writeLeaves(out, from, Math.min(head.size(), from + CHUNK));
    }
    line(out, Map.of("end", head.size()));
  }

  private void writeLeaves(OutputStream out, long from, long to) throws IOException {
    Map<Long, List<PageRow>> pages = new HashMap<>();
    database
        .read(handle -> LedgerTables.pages(handle, from, to))
        .forEach(page -> pages.computeIfAbsent(page.leaf(), leaf -> new ArrayList<>()).add(page));
    for (LeafRow row : database.read(handle -> LedgerTables.leaves(handle, from, to))) {
      writeLeaf(out, Leaf.of(row), pages.getOrDefault(row.index(), List.of()));
      writeHeads(out, row.index() + 1);
    }
  }

  private void writeLeaf(OutputStream out, Leaf leaf, List<PageRow> pages) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("leaf", leaf.index());
    if (pages.stream().noneMatch(page -> isVisible(page.tenant()))) {
      line.put("hash", leaf.hash().base64());
      line(out, line);
      return;
    }
    line.put("at", EntryCodec.time(leaf.time()));
    line.put("count", leaf.count());
    line.put("root", leaf.root().base64());
    List<Map<String, Object>> entries = new ArrayList<>();
    pages.stream()
        .flatMap(page -> PageCodec.unpack(page).stream())
        .sorted(Comparator.comparingInt(PageCodec.Placed::position))
        .forEach(placed -> entries.add(entry(placed)));
    line.put("entries", entries);
    line(out, line);
  }

  private Map<String, Object> entry(PageCodec.Placed placed) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("position", placed.position());
    if (isVisible(placed.entry().tenant())) {
      entry.put("entry", new RawValue(new String(placed.bytes(), StandardCharsets.UTF_8)));
    } else {
      entry.put("hash", TreeHash.leaf(placed.bytes()).base64());
    }
    return entry;
  }

  private boolean isVisible(String name) {
    return tenant.map(name::equals).orElse(true);
  }

  private void writeHeads(OutputStream out, long size) throws IOException {
    for (SignedHeadRow signed :
        database.read(handle -> LedgerTables.signedHeads(handle, size, size + 1))) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("head", signed.size());
      line.put("root", new Digest32(signed.root()).base64());
      line.put("note", signed.note());
      line(out, line);
    }
  }

  private static void line(OutputStream out, Object value) throws IOException {
    out.write(Json.bytes(value));
    out.write('\n');
  }
}
