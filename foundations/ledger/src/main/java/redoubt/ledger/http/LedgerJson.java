package redoubt.ledger.http;

import com.fasterxml.jackson.databind.util.RawValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.ledger.ConsistencyProof;
import redoubt.ledger.EntryProof;
import redoubt.ledger.LedgerPage;
import redoubt.ledger.Recorded;
import redoubt.ledger.SignedHead;
import redoubt.ledger.merkle.Digest32;
import redoubt.web.Request;

/** The shapes of the answers; docs/ledger.md explains them. */
public final class LedgerJson {
  private LedgerJson() {}

  static Map<String, Object> head(SignedHead head) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("origin", head.origin());
    json.put("size", head.size());
    json.put("rootHash", head.root().base64());
    json.put("at", head.at().toString());
    json.put("note", head.note());
    json.put("publicKey", head.publicKey());
    return json;
  }

  static Map<String, Object> page(Request request, LedgerPage page) {
    Map<String, Object> json = new LinkedHashMap<>();
    // A target may be whatever id somebody put into a path: its name is for who knows all names.
    String[] people =
        request.principal().isAdministrator()
            ? new String[] {"actor", "target"}
            : new String[] {"actor"};
    json.put(
        "items", request.named(page.entries().stream().map(LedgerJson::item).toList(), people));
    page.next().ifPresent(next -> json.put("next", next.toString()));
    return json;
  }

  private static Map<String, Object> item(Recorded recorded) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", recorded.id().toString());
    json.put("at", recorded.entry().at().toString());
    json.put("recordedAt", recorded.recordedAt().toString());
    json.put("tenant", recorded.entry().tenant());
    json.put("actor", recorded.entry().actor());
    json.put("action", recorded.entry().action());
    json.put("target", recorded.entry().target());
    json.put("outcome", recorded.entry().outcome());
    json.put("details", recorded.entry().details());
    return json;
  }

  public static Map<String, Object> proof(EntryProof proof) {
    Map<String, Object> leaf = new LinkedHashMap<>();
    leaf.put("index", proof.id().leaf());
    leaf.put("at", proof.at().toString());
    leaf.put("count", proof.count());
    leaf.put("root", proof.leafRoot().base64());
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("format", "redoubt-ledger-proof/1");
    json.put("origin", proof.head().origin());
    json.put("publicKey", proof.head().publicKey());
    json.put("id", proof.id().toString());
    json.put("entry", new RawValue(proof.entry()));
    json.put("entryPath", base64(proof.entryPath()));
    json.put("leaf", leaf);
    json.put("treePath", base64(proof.treePath()));
    json.put("size", proof.head().size());
    json.put("note", proof.head().note());
    return json;
  }

  static Map<String, Object> consistency(ConsistencyProof proof) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("format", "redoubt-ledger-consistency/1");
    json.put("origin", proof.head().origin());
    json.put("publicKey", proof.head().publicKey());
    json.put("from", proof.from());
    json.put("to", proof.to());
    json.put("proof", base64(proof.proof()));
    json.put("fromRoot", proof.fromRoot().base64());
    json.put("toRoot", proof.toRoot().base64());
    json.put("note", proof.head().note());
    return json;
  }

  private static List<String> base64(List<Digest32> hashes) {
    return hashes.stream().map(Digest32::base64).toList();
  }
}
