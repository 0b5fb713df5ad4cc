package redoubt.admission;

import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import redoubt.admission.cluster.Book;
import redoubt.admission.cluster.PolicyReading;
import redoubt.admission.http.AdmitRoutes;
import redoubt.admission.http.InstallRoutes;
import redoubt.admission.http.PolicyRoutes;
import redoubt.core.BackgroundTask;
import redoubt.core.Proof;
import redoubt.ledger.Ledger;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;
import redoubt.web.Room;
import redoubt.web.Route;

/** Which images clusters run, as the server sees it. */
public final class AdmissionRoom implements Room {
  private final List<Route> routes;
  private final PolicyReading reading;

  public AdmissionRoom(
      Database database,
      ChangeFeed changes,
      Ledger ledger,
      Clusters clusters,
      Witness witness,
      InstantSource clock) {
    Book book = new Book(database, changes);
    Admission admission = new Admission(database, ledger, clusters, witness, book, clock);
    this.reading = new PolicyReading(database, clusters, book, clock);
    this.routes =
        Stream.of(
                new AdmitRoutes(admission).routes(),
                new InstallRoutes(admission).routes(),
                new PolicyRoutes(admission, witness, clock).routes())
            .flatMap(List::stream)
            .toList();
  }

  @Override
  public String name() {
    return "admission";
  }

  @Override
  public String title() {
    return "Image enforcement";
  }

  @Override
  public List<Route> routes() {
    return routes;
  }

  @Override
  public List<Proof> proofs() {
    return List.of();
  }

  @Override
  public List<BackgroundTask> tasks() {
    return List.of(new BackgroundTask("admission.policies", PolicyReading.EVERY, reading::run));
  }
}
