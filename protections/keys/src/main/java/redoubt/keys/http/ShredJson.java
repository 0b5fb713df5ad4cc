package redoubt.keys.http;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import redoubt.keys.Registration;
import redoubt.keys.shred.BlastRadius;
import redoubt.keys.shred.Dependent;
import redoubt.keys.shred.Outage;
import redoubt.keys.shred.Reading;
import redoubt.keys.shred.RehearsalReport;

/** Shapes of the answers about a key's end; docs/shredding.md explains them. */
final class ShredJson {
  private ShredJson() {}

  static Map<String, Object> of(BlastRadius radius) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("key", radius.key().id().toString());
    json.put("name", radius.key().name());
    json.put("objects", radius.objects());
    json.put("uncounted", radius.isUncounted());
    json.put("barred", radius.isBarred());
    json.put(
        "registrations", radius.registrations().stream().map(ShredJson::registration).toList());
    json.put("dependents", radius.dependents().stream().map(ShredJson::dependent).toList());
    return json;
  }

  private static Map<String, Object> registration(Registration registration) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("resource", registration.resource());
    registration.description().ifPresent(text -> json.put("description", text));
    json.put("preventsDeletion", registration.preventsDeletion());
    json.put("createdAt", registration.createdAt().toString());
    json.put("createdBy", registration.createdBy());
    return json;
  }

  private static Map<String, Object> dependent(Dependent dependent) {
    Map<String, Object> json = who(dependent.who());
    json.put("use", dependent.use().name().toLowerCase(Locale.ROOT));
    dependent
        .stored()
        .ifPresent(stored -> {
          Map<String, Object> counted = new LinkedHashMap<>();
          counted.put("at", stored.at().toString());
          counted.put("objects", stored.objects());
          counted.put("uncertain", stored.uncertain());
          counted.put("all", stored.all());
          json.put("stored", counted);
        });
    json.put(
        "holders",
        dependent.holders().stream()
            .map(holder -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("holder", holder.id());
              one.put("since", holder.since().toString());
              one.put("seenAt", holder.seenAt().toString());
              return one;
            })
            .toList());
    return json;
  }

  static Map<String, Object> of(RehearsalReport report) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("key", report.key().id().toString());
    json.put("name", report.key().name());
    json.put("state", report.rehearsal().ended().isPresent() ? "ended" : "running");
    json.put("begunAt", report.rehearsal().begunAt().toString());
    json.put("begunBy", report.rehearsal().begunBy());
    json.put("endsAt", report.rehearsal().endsAt().toString());
    report
        .rehearsal()
        .ended()
        .ifPresent(ended -> {
          json.put("endedAt", ended.at().toString());
          json.put("endedBy", ended.by());
        });
    json.put(
        "dependents", report.outages().stream().map(outage -> outage(outage, report)).toList());
    json.put("refusals", report.refusals().stream().map(ShredJson::refusals).toList());
    json.put("allRefusals", report.allRefusals());
    return json;
  }

  private static Map<String, Object> outage(Outage outage, RehearsalReport report) {
    Map<String, Object> json = who(outage.who());
    Instant begun = report.rehearsal().begunAt();
    json.put(
        "holders",
        outage.holders().stream()
            .map(holder -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("holder", holder.id());
              one.put("reached", holder.stoppedAt().isPresent());
              holder
                  .stoppedAt()
                  .ifPresent(at -> {
                    one.put("stoppedAt", at.toString());
                    one.put("stoppedAfterMillis", Duration.between(begun, at).toMillis());
                  });
              holder
                  .backAt()
                  .ifPresent(at -> {
                    one.put("backAt", at.toString());
                    report
                        .rehearsal()
                        .ended()
                        .ifPresent(ended ->
                            one.put(
                                "backAfterMillis", Duration.between(ended.at(), at).toMillis()));
                  });
              return one;
            })
            .toList());
    return json;
  }

  private static Map<String, Object> refusals(RehearsalReport.Refusals refusals) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("caller", refusals.caller());
    json.put("credential", refusals.credential());
    json.put("action", refusals.action());
    json.put("calls", refusals.calls());
    json.put("first", refusals.first().toString());
    json.put("last", refusals.last().toString());
    return json;
  }

  static Map<String, Object> of(Reading reading) {
    Map<String, Object> json = who(reading.who());
    json.put("at", reading.at().toString());
    json.put("what", reading.what());
    json.put("outcome", reading.outcome().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.put("detail", reading.detail());
    return json;
  }

  private static Map<String, Object> who(Dependent.Who who) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("kind", who.kind());
    json.put("id", who.id());
    json.put("name", who.name());
    return json;
  }
}
