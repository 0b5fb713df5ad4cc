package redoubt.keys.console;

import java.util.List;
import java.util.Optional;
import redoubt.web.console.LifeLine;
import redoubt.web.console.Moment;
import redoubt.web.console.Notice;
import redoubt.web.console.Pill;
import redoubt.web.console.UsageChart;
import redoubt.web.console.Who;

/** One key. */
public record KeyPage(
    String instance,
    String instanceName,
    KeySummary key,
    LifeLine life,
    List<Version> versions,
    Dependency radius,
    Optional<List<LedgerLine>> ledger,
    Optional<UsageChart> usage,
    List<KeyStep> steps,
    boolean mayManage,
    boolean mayAlias,
    String csrf,
    Optional<Notice> notice) {
  /** A version of the key's material, newest first. */
  public record Version(int number, String id, Optional<Moment> created, boolean current) {}

  /** Something that uses the key. */
  public record Registration(
      String resource, String description, boolean preventsDeletion, Optional<Moment> since) {}

  /** An entry of the ledger about this key. */
  public record LedgerLine(String id, Moment at, String action, Who actor, Pill outcome) {}
}
