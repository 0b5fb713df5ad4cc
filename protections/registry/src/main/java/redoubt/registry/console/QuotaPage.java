package redoubt.registry.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.web.console.Notice;

/**
 * What an instance uses and may use.
 *
 * @param entered what was entered before, by the name of its field
 */
public record QuotaPage(
    String instance,
    String instanceName,
    QuotaView quota,
    List<Row> rows,
    boolean mayManage,
    Map<String, String> entered,
    String csrf,
    Optional<Notice> notice) {
  /** A namespace. */
  public record Row(String name, String path, String store, String trash, String limit) {}

  public String path() {
    return QuotaPages.path(instance);
  }

  public String store() {
    return entered.getOrDefault("store", quota.storeEntry());
  }

  public String traffic() {
    return entered.getOrDefault("traffic", quota.trafficEntry());
  }
}
