package redoubt.registry.life;

import java.time.InstantSource;
import redoubt.ledger.Ledger;
import redoubt.registry.content.ContentStore;
import redoubt.registry.manifests.Journal;
import redoubt.registry.manifests.Manifests;
import redoubt.registry.push.Blobs;
import redoubt.store.Database;

/** What happens to images after they were pushed. */
public record Life(
    Trash trash, ImageLists lists, Retention retention, Recount recount, Scrub scrub) {
  /** Of what is pushed. */
  public record Pushed(Manifests manifests, Blobs blobs, Journal journal) {}

  public static Life of(
      Database database,
      Ledger ledger,
      ContentStore store,
      Pushed pushed,
      Running running,
      InstantSource clock) {
    ImageDates dates = new ImageDates(database, store);
    return new Life(
        new Trash(database, pushed.journal(), clock),
        new ImageLists(database, pushed.manifests(), dates, running, clock),
        new Retention(
            database, ledger, new Retention.Parts(pushed.manifests(), dates, running), clock),
        new Recount(database, store),
        new Scrub(database, pushed.blobs(), clock));
  }
}
