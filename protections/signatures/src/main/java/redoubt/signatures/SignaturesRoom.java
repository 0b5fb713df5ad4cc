package redoubt.signatures;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import redoubt.core.BackgroundTask;
import redoubt.core.Proof;
import redoubt.ledger.Ledger;
import redoubt.signatures.beside.Beside;
import redoubt.signatures.facts.Facts;
import redoubt.signatures.http.PolicyRoutes;
import redoubt.signatures.http.SignerRoutes;
import redoubt.signatures.http.TrustRoutes;
import redoubt.signatures.signers.Signers;
import redoubt.signatures.trust.Policies;
import redoubt.signatures.trust.Verdicts;
import redoubt.signatures.tufserver.CollectionFinder;
import redoubt.signatures.tufserver.TrustServer;
import redoubt.store.Database;
import redoubt.web.Room;
import redoubt.web.Route;

/** Content trust, as the server sees it. */
public final class SignaturesRoom implements Room {
  private static final Duration CATCHING_UP = Duration.ofSeconds(5);

  private final List<Route> routes;
  private final Verdicts verdicts;
  private final Beside beside;

  /**
   * @param collections Docker Content Trust's server
   */
  public SignaturesRoom(
      Database database,
      Ledger ledger,
      Images images,
      TrustServer collections,
      InstantSource clock) {
    Signers signers = new Signers(database, ledger, images, clock);
    this.beside = new Beside(database, ledger, clock);
    Facts facts =
        new Facts(
            database, images, signers, List.of(beside, new CollectionFinder(collections)), clock);
    this.verdicts = new Verdicts(database, ledger, facts, clock);
    this.routes =
        Stream.of(
                new SignerRoutes(signers, images).routes(),
                new PolicyRoutes(new Policies(database, ledger, images, clock), images).routes(),
                new TrustRoutes(verdicts, images).routes())
            .flatMap(List::stream)
            .toList();
  }

  /** Who has to be told what happens to images. */
  public Verdicts verdicts() {
    return verdicts;
  }

  /** Signatures that clients put beside images. */
  public Beside beside() {
    return beside;
  }

  @Override
  public String name() {
    return "signatures";
  }

  @Override
  public String title() {
    return "Content trust";
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
    return List.of(new BackgroundTask("signatures.catch-up", CATCHING_UP, verdicts::catchUp));
  }
}
