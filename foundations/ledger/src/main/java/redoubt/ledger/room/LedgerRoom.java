package redoubt.ledger.room;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import redoubt.core.BackgroundTask;
import redoubt.core.Proof;
import redoubt.ledger.Ledger;
import redoubt.ledger.console.LedgerConsole;
import redoubt.ledger.http.LedgerRoutes;
import redoubt.ledger.proof.AlteredRowProof;
import redoubt.store.Database;
import redoubt.web.Route;
import redoubt.web.console.Console;
import redoubt.web.console.PagedRoom;

/** The ledger as the server sees it. */
public final class LedgerRoom implements PagedRoom {
  private static final Duration BETWEEN_HEADS = Duration.ofMinutes(1);

  private final Database database;
  private final Ledger ledger;
  private final InstantSource clock;

  public LedgerRoom(Database database, Ledger ledger, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "ledger";
  }

  @Override
  public String title() {
    return "Ledger";
  }

  @Override
  public List<Proof> proofs() {
    return List.of(new AlteredRowProof(database, ledger));
  }

  @Override
  public List<BackgroundTask> tasks() {
    return List.of(new BackgroundTask("ledger.sign", BETWEEN_HEADS, ledger::signIfGrown));
  }

  @Override
  public List<Route> routes() {
    return new LedgerRoutes(ledger, clock).routes();
  }

  @Override
  public List<Route> pages(Console console) {
    return LedgerConsole.routes(console);
  }

  @Override
  public List<ConsoleLink> consoleLinks() {
    return LedgerConsole.LINKS;
  }
}
