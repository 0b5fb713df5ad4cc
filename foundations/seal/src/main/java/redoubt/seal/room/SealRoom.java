package redoubt.seal.room;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.BackgroundTask;
import redoubt.core.Proof;
import redoubt.seal.MasterChange;
import redoubt.seal.console.SealConsole;
import redoubt.seal.http.SealRoutes;
import redoubt.seal.recovery.WaitingExports;
import redoubt.seal.recovery.http.RecoveryRoutes;
import redoubt.web.Route;
import redoubt.web.console.Console;
import redoubt.web.console.PagedRoom;

/** The seal's room. */
public final class SealRoom implements PagedRoom {
  private static final Logger LOG = LoggerFactory.getLogger(SealRoom.class);

  private final MasterChange change;
  private final WaitingExports exports;

  public SealRoom(MasterChange change, WaitingExports exports) {
    this.change = change;
    this.exports = exports;
  }

  @Override
  public String name() {
    return "seal";
  }

  @Override
  public String title() {
    return "Seal";
  }

  @Override
  public List<Route> routes() {
    return Stream.concat(
            new SealRoutes(change, this::goOnSoon).routes().stream(),
            new RecoveryRoutes(exports).routes().stream())
        .toList();
  }

  @Override
  public List<Proof> proofs() {
    return List.of();
  }

  @Override
  public List<BackgroundTask> tasks() {
    return List.of(
        new BackgroundTask("seal.master-change", Duration.ofSeconds(5), change::advance),
        new BackgroundTask("seal.expired-exports", Duration.ofMinutes(5), exports::removeExpired));
  }

  /** Several servers, and the background task, may do it at once. */
  private void goOnSoon() {
    Thread.ofVirtual()
        .name("seal-change")
        .start(() -> {
          try {
            change.advance();
          } catch (RuntimeException e) {
            LOG.warn("The change of the master key goes on later: {}", e.getMessage());
          }
        });
  }

  @Override
  public List<Route> pages(Console console) {
    return SealConsole.routes(console);
  }

  @Override
  public List<ConsoleLink> consoleLinks() {
    return SealConsole.LINKS;
  }
}
