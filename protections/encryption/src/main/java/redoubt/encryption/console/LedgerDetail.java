package redoubt.encryption.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import redoubt.encryption.census.Standing;
import redoubt.web.console.Pill;

/**
 * What an encryption ledger has by name.
 *
 * @param offendersTotal how many there are; at most 100 of them are listed
 * @param notes of the reading, such as that it began anew
 */
public record LedgerDetail(
    LedgerPicture picture, long offendersTotal, List<Offender> offenders, List<String> notes) {
  /** An object of a protected resource that is not protected, by its key in etcd. */
  public record Offender(String key, String form, Pill standing) {}

  static LedgerDetail of(JsonNode report) {
    List<Offender> offenders = new ArrayList<>();
    for (JsonNode item : report.path("offenders").path("listed")) {
      offenders.add(
          new Offender(
              item.path("key").asText(), form(item), standing(item.path("standing").asText())));
    }
    return new LedgerDetail(
        LedgerPicture.of(report),
        report.path("offenders").path("total").asLong(),
        offenders,
        ClusterSummary.texts(report.path("source").path("notes")));
  }

  /** How it is stored: class, and what tells it from others of the class. */
  private static String form(JsonNode item) {
    StringBuilder form = new StringBuilder(item.path("class").asText());
    for (String field : List.of("provider", "keyId", "fault")) {
      String value = item.path(field).asText("");
      if (!value.isEmpty()) {
        form.append(' ').append(value);
      }
    }
    return form.toString();
  }

  private static Pill standing(String text) {
    for (Standing standing : Standing.values()) {
      if (standing.text().equals(text)) {
        return new Pill(StandingBar.tone(standing), StandingBar.heading(standing));
      }
    }
    return new Pill(StandingBar.tone(Standing.UNREADABLE), text);
  }
}
