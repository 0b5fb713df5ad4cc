package redoubt.encryption.census;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import redoubt.encryption.etcd.Scan;
import redoubt.web.Json;

/**
 * The stable form of a report: fields in alphabetical order, groups and resources sorted, no white
 * space, UTF-8, whole numbers only. The same report has the same bytes.
 */
final class ReportJson {
  static final String FORMAT = "redoubt.encryption-ledger/1";

  private ReportJson() {}

  static byte[] bytes(Report report) {
    Map<String, Object> tree = new TreeMap<>();
    tree.put("format", FORMAT);
    tree.put("at", report.at().toString());
    tree.put("source", source(report.source()));
    tree.put("expected", expected(report.expectation()));
    tree.put("objects", report.objects());
    tree.put("protected", report.guarded());
    tree.put("verdict", report.verdict().text());
    List<Object> groups = new ArrayList<>();
    report.groups().forEach((group, count) -> groups.add(group(group, count)));
    tree.put("groups", groups);
    tree.put(
        "offenders",
        listing(
            report.offenders().total(),
            report.offenders().listed().stream().map(ReportJson::offender).toList()));
    report.opening().ifPresent(opening -> tree.put("samples", samples(opening)));
    return Json.bytes(tree);
  }

  private static Map<String, Object> source(Scan scan) {
    Map<String, Object> tree = new TreeMap<>();
    tree.put("kind", scan.kind());
    tree.put("name", scan.name());
    tree.put("revision", scan.revision());
    tree.put("notes", scan.notes());
    scan.sha256().ifPresent(hash -> tree.put("sha256", hash));
    return tree;
  }

  private static Map<String, Object> expected(Expectation expectation) {
    Map<String, Object> tree = new TreeMap<>();
    tree.put("resources", expectation.resources());
    tree.put("formerKeyIds", List.copyOf(expectation.former()));
    expectation.current().ifPresent(keyId -> tree.put("currentKeyId", keyId));
    return tree;
  }

  private static Map<String, Object> group(Group group, long count) {
    Map<String, Object> tree = new TreeMap<>();
    tree.put("resource", group.place().kind());
    tree.put("namespace", group.place().namespace());
    tree.put("class", group.envelope().format().text());
    tree.put("provider", group.envelope().provider());
    tree.put("keyId", group.envelope().keyId());
    tree.put("seed", group.envelope().seed());
    tree.put("fault", group.envelope().fault());
    tree.put("standing", group.standing().text());
    tree.put("protected", group.guarded());
    tree.put("objects", count);
    return tree;
  }

  private static Map<String, Object> offender(Offender offender) {
    Map<String, Object> tree = new TreeMap<>();
    tree.put("key", offender.key());
    tree.put("class", offender.envelope().format().text());
    tree.put("provider", offender.envelope().provider());
    tree.put("keyId", offender.envelope().keyId());
    tree.put("fault", offender.envelope().fault());
    tree.put("standing", offender.standing().text());
    return tree;
  }

  private static Map<String, Object> samples(Opening opening) {
    Map<String, Object> tree = new TreeMap<>();
    tree.put("tried", opening.tried());
    if (opening.unanswered() > 0) {
      tree.put("unanswered", opening.unanswered());
    }
    tree.put("opened", opening.opened());
    tree.put(
        "failed",
        listing(
            opening.failed().total(),
            opening.failed().listed().stream()
                .map(failed ->
                    (Object) new TreeMap<>(Map.of("key", failed.key(), "code", failed.code())))
                .toList()));
    return tree;
  }

  private static Map<String, Object> listing(long total, List<? extends Object> listed) {
    return new TreeMap<>(Map.of("total", total, "listed", listed));
  }
}
