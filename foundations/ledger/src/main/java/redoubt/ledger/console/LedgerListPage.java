package redoubt.ledger.console;

import java.util.List;
import java.util.Optional;
import redoubt.web.console.Moment;
import redoubt.web.console.Outcome;
import redoubt.web.console.Pager;
import redoubt.web.console.Who;

/**
 * Entries of the ledger, newest first.
 *
 * @param base path of this list
 * @param places whose entries can be looked at
 */
public record LedgerListPage(
    String base,
    List<Place> places,
    boolean allTenants,
    Optional<Head> head,
    String action,
    String target,
    String outcome,
    boolean filtered,
    List<Row> rows,
    Pager pager) {
  /** The whole ledger, or that of one instance. */
  public record Place(String path, String label, boolean current) {}

  /** The signed head. */
  public record Head(
      String origin,
      String size,
      String root,
      Optional<Moment> at,
      String note,
      String publicKey) {}

  /**
   * An entry.
   *
   * @param tenantName its id where it has no name any more
   */
  public record Row(
      String id,
      Moment at,
      String tenant,
      String tenantName,
      Who actor,
      String action,
      Who target,
      Outcome outcome,
      String details) {}
}
