package redoubt.registry.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.OptionalLong;

/**
 * What an instance uses and may use.
 *
 * @param month such as {@code 2026-11}, in UTC
 */
public record QuotaView(
    long store,
    long trash,
    long pending,
    long traffic,
    String month,
    OptionalLong mostStore,
    OptionalLong mostTraffic) {
  static QuotaView of(JsonNode json) {
    JsonNode usage = json.path("usage");
    return new QuotaView(
        usage.path("store").asLong(),
        usage.path("trash").asLong(),
        usage.path("pending").asLong(),
        usage.path("traffic").asLong(),
        json.path("month").asText(),
        NamespaceView.number(json.path("limit"), "store"),
        NamespaceView.number(json.path("limit"), "traffic"));
  }

  public String storage() {
    return text(store, mostStore);
  }

  public String pulled() {
    return text(traffic, mostTraffic);
  }

  private static String text(long used, OptionalLong most) {
    return Sizes.text(used) + (most.isPresent() ? " of " + Sizes.text(most.getAsLong()) : "");
  }

  public String storeEntry() {
    return Sizes.entry(mostStore);
  }

  public String trafficEntry() {
    return Sizes.entry(mostTraffic);
  }
}
