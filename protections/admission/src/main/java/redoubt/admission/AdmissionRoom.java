package redoubt.admission;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import redoubt.admission.cluster.Book;
import redoubt.admission.cluster.PolicyReading;
import redoubt.admission.console.EnforcementPages;
import redoubt.admission.http.AdmitRoutes;
import redoubt.admission.http.InstallRoutes;
import redoubt.admission.http.NodeRoutes;
import redoubt.admission.http.PolicyRoutes;
import redoubt.admission.http.RehearsalRoutes;
import redoubt.admission.ladder.Ladder;
import redoubt.admission.ladder.Writes;
import redoubt.admission.proof.AdmissionProofs;
import redoubt.admission.proof.ProvingClusters;
import redoubt.admission.proof.ProvingGround;
import redoubt.admission.proof.ProvingHouse;
import redoubt.admission.rehearse.Evicting;
import redoubt.admission.rehearse.Evictions;
import redoubt.admission.rehearse.Foresight;
import redoubt.admission.rehearse.Rehearsals;
import redoubt.admission.rehearse.Sight;
import redoubt.admission.seen.Sightings;
import redoubt.core.BackgroundTask;
import redoubt.core.Proof;
import redoubt.ledger.Ledger;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;
import redoubt.web.Route;
import redoubt.web.console.Console;
import redoubt.web.console.PagedRoom;

/** Which images clusters run, as the server sees it. */
public final class AdmissionRoom implements PagedRoom, AutoCloseable {
  private final List<Route> routes;
  private final PolicyReading reading;
  private final Ladder ladder;
  private final Sightings seen;
  private final ProvingHouse proving;

  /**
   * What is needed to say what would be, and to make it so.
   *
   * @param sight what clusters run
   */
  public record Foreseeing(Foresight foresight, Sight sight, Evictions evictions) {}

  public AdmissionRoom(
      Database database,
      ChangeFeed changes,
      Ledger ledger,
      Clusters clusters,
      Witness witness,
      Foreseeing foreseeing,
      NodeRoutes.Ground nodes,
      Writes writes,
      ProvingGround ground,
      InstantSource clock) {
    ProvingClusters read = new ProvingClusters(clusters);
    Book book = new Book(database, changes);
    this.ladder = new Ladder(database, changes, writes, witness, book, clock);
    Admission admission = new Admission(database, ledger, read, witness, book, ladder, clock);
    this.seen = admission.seen();
    this.reading = new PolicyReading(database, read, book, clock);
    this.proving = new ProvingHouse(ground, read, reading);
    this.routes =
        Stream.of(
                new AdmitRoutes(admission).routes(),
                new InstallRoutes(admission).routes(),
                new PolicyRoutes(admission, witness, clock).routes(),
                new RehearsalRoutes(
                        new Rehearsals(
                            admission,
                            witness,
                            foreseeing.foresight(),
                            foreseeing.sight(),
                            new Evicting(database, ledger, foreseeing.evictions(), clock),
                            clock),
                        clock)
                    .routes(),
                new NodeRoutes(admission, witness, nodes, clock).routes())
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
  public List<Route> pages(Console console) {
    return EnforcementPages.routes(console);
  }

  @Override
  public List<Proof> proofs() {
    return AdmissionProofs.of(proving);
  }

  /** What its proofs stand on. */
  public ProvingHouse proving() {
    return proving;
  }

  @Override
  public List<BackgroundTask> tasks() {
    return List.of(
        new BackgroundTask("admission.policies", PolicyReading.EVERY, reading::run),
        new BackgroundTask("admission.ladder", Ladder.EVERY, ladder::run),
        new BackgroundTask(
            "admission.seen", Sightings.EVERY, BackgroundTask.Where.EACH_SERVER, seen::write),
        new BackgroundTask("admission.forget", Duration.ofHours(1), seen::tidy));
  }

  /** Writes down what is remembered so far. */
  @Override
  public void close() {
    seen.write();
  }
}
