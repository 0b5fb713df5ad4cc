package redoubt.encryption.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import redoubt.encryption.census.Expectation;
import redoubt.encryption.report.Reading;
import redoubt.encryption.report.StoredReport;

/** What clients see of readings and reports; docs/encryption-ledger.md explains it. */
final class ReportViews {
  private ReportViews() {}

  static Map<String, Object> of(Expectation expectation) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("resources", expectation.resources());
    expectation.current().ifPresent(keyId -> view.put("currentKeyId", keyId));
    view.put("formerKeyIds", List.copyOf(expectation.former()));
    return view;
  }

  static Map<String, Object> of(Reading reading) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", reading.id().toString());
    view.put("state", reading.state().name().toLowerCase(Locale.ROOT));
    view.put("all", reading.every());
    view.put("objects", reading.objects());
    view.put("attempts", reading.attempts());
    reading.failure().ifPresent(why -> view.put("failure", why));
    reading.code().ifPresent(code -> view.put("code", code));
    reading.report().ifPresent(report -> view.put("report", report.toString()));
    view.put("startedAt", reading.startedAt().toString());
    view.put("startedBy", reading.startedBy());
    view.put("updatedAt", reading.updatedAt().toString());
    return view;
  }

  /** Numbers, no names of objects. */
  static Map<String, Object> of(StoredReport report) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", report.id().toString());
    view.put("origin", report.origin().text());
    view.put("by", report.by());
    view.put("begunAt", report.begunAt().toString());
    view.put("storedAt", report.storedAt().toString());
    view.put("source", report.source());
    view.put("revision", report.revision());
    view.put("verdict", report.verdict().text());
    view.putAll(report.counts().fields());
    view.put("sha256", report.sha256());
    view.put("entry", report.entry().toString());
    return view;
  }
}
