package redoubt.cli.encryption;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.cli.text.Table;
import redoubt.encryption.census.Group;
import redoubt.encryption.census.Offender;
import redoubt.encryption.census.Opening;
import redoubt.encryption.census.Report;
import redoubt.encryption.census.Standing;
import redoubt.encryption.envelope.Envelope;

/** A report for people: protected resources first, all namespaces of a resource in one line. */
final class LedgerText {
  private static final int MOST_NAMES = 20;

  private LedgerText() {}

  /** One line of the table. */
  private record Line(
      boolean guarded,
      String kind,
      String format,
      String provider,
      String keyId,
      Standing standing) {}

  private static final class Sum {
    private long objects;
    private final java.util.Set<String> namespaces = new java.util.HashSet<>();
    private final java.util.Set<String> seeds = new java.util.HashSet<>();
  }

  static String of(Report report) {
    StringBuilder text = new StringBuilder();
    text.append(table(report));
    offenders(text, report);
    report.opening().ifPresent(opening -> samples(text, opening));
    text.append('\n').append(source(report)).append('\n');
    report.source().notes().forEach(note -> text.append(Table.printable(note)).append('\n'));
    text.append(verdict(report)).append('\n');
    return text.toString();
  }

  /** Who vouches for a signed report, and where the ledger has it. */
  static String signature(JsonNode signed) {
    return "Signed, "
        + origin(signed)
        + "; entry "
        + signed.path("entry").asText()
        + " of the ledger, report "
        + signed.path("id").asText()
        + ".\n";
  }

  static String origin(JsonNode signed) {
    return signed.path("origin").asText().equals("seen")
        ? "read from etcd by the server for " + signed.path("by").asText()
        : "REPORTED by " + signed.path("by").asText() + ", not seen by the server";
  }

  private static String table(Report report) {
    Map<Line, Sum> lines = new LinkedHashMap<>();
    add(report, true, lines);
    add(report, false, lines);
    Table table =
        new Table(
            List.of(
                "resource",
                "objects",
                "namespaces",
                "class",
                "provider",
                "key_id",
                "seeds",
                "standing"));
    lines.forEach((line, sum) ->
        table.add(
            List.of(
                line.kind + (line.guarded ? " *" : ""),
                Long.toString(sum.objects),
                Integer.toString(sum.namespaces.size()),
                line.format,
                dash(line.provider),
                dash(line.keyId),
                sum.seeds.isEmpty() ? "-" : Integer.toString(sum.seeds.size()),
                line.standing.text())));
    return table.toString();
  }

  private static void add(Report report, boolean guarded, Map<Line, Sum> lines) {
    report
        .groups()
        .forEach((group, count) -> {
          if (group.guarded() == guarded) {
            Sum sum = lines.computeIfAbsent(line(group), line -> new Sum());
            sum.objects += count;
            sum.namespaces.add(group.place().namespace());
            Optional.of(group.envelope().seed())
                .filter(seed -> !seed.isEmpty())
                .ifPresent(sum.seeds::add);
          }
        });
  }

  private static Line line(Group group) {
    Envelope envelope = group.envelope();
    return new Line(
        group.guarded(),
        group.place().kind(),
        envelope.format().text(),
        envelope.provider(),
        envelope.keyId(),
        group.standing());
  }

  private static void offenders(StringBuilder text, Report report) {
    List<Offender> listed = report.offenders().listed();
    if (listed.isEmpty()) {
      return;
    }
    text.append("\nNot protected:\n");
    for (Offender offender : listed.subList(0, Math.min(MOST_NAMES, listed.size()))) {
      Envelope envelope = offender.envelope();
      text.append("  ")
          .append(Table.printable(offender.key()))
          .append("  ")
          .append(envelope.format().text());
      if (!envelope.fault().isEmpty()) {
        text.append(", ").append(Table.printable(envelope.fault()));
      }
      if (offender.standing() == Standing.FOREIGN) {
        text.append(", under a foreign key");
      }
      text.append('\n');
    }
    long more = report.offenders().total() - Math.min(MOST_NAMES, listed.size());
    if (more > 0) {
      text.append("  and ").append(more).append(" more\n");
    }
  }

  private static void samples(StringBuilder text, Opening opening) {
    text.append("\nOpened ")
        .append(opening.opened())
        .append(" of ")
        .append(opening.tried())
        .append(" samples.\n");
    if (opening.unanswered() > 0) {
      text.append("Not tried: ")
          .append(opening.unanswered())
          .append(
              ", since their root key was disabled, withheld, deleted or used too often at that time.\n");
    }
    for (Opening.Failed failed : opening.failed().listed()) {
      text.append("  ")
          .append(Table.printable(failed.key()))
          .append("  ")
          .append(failed.code())
          .append('\n');
    }
  }

  private static String source(Report report) {
    return report.objects()
        + " objects at revision "
        + report.source().revision()
        + " of "
        + Table.printable(report.source().name())
        + report.source().sha256().map(hash -> ", SHA-256 verified").orElse("")
        + ".";
  }

  private static String verdict(Report report) {
    String resources = String.join(", ", report.expectation().resources());
    return switch (report.verdict()) {
      case PROTECTED -> "Protected: all " + report.guarded() + " objects of " + resources + " (*).";
      case UNPROTECTED ->
          "Not protected: "
              + report.offenders().total()
              + " of "
              + report.guarded()
              + " objects of "
              + resources
              + " (*).";
      case UNPROVEN ->
          "Not proven: samples of "
              + resources
              + (failed(report) ? " did not open." : " could not be tried.");
      case EMPTY -> "Nothing shown: there is no object of " + resources + ".";
    };
  }

  private static boolean failed(Report report) {
    return report.opening().stream().anyMatch(opening -> opening.failed().total() > 0);
  }

  private static String dash(String text) {
    return text.isEmpty() ? "-" : Table.printable(text);
  }
}
