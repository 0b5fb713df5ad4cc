package redoubt.signatures;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import redoubt.core.BackgroundTask;
import redoubt.core.Proof;
import redoubt.ledger.Ledger;
import redoubt.outward.Outside;
import redoubt.signatures.beside.Beside;
import redoubt.signatures.console.TrustConsole;
import redoubt.signatures.facts.Facts;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.foreign.Workloads;
import redoubt.signatures.http.ForeignRoutes;
import redoubt.signatures.http.GlanceRoutes;
import redoubt.signatures.http.GuardRoutes;
import redoubt.signatures.http.PolicyRoutes;
import redoubt.signatures.http.SignRoutes;
import redoubt.signatures.http.SignerRoutes;
import redoubt.signatures.http.TrustRoutes;
import redoubt.signatures.judge.Areas;
import redoubt.signatures.judge.Judge;
import redoubt.signatures.proof.ProvingGround;
import redoubt.signatures.proof.SignatureProofs;
import redoubt.signatures.sign.Additions;
import redoubt.signatures.sign.ImageSigning;
import redoubt.signatures.sign.SigningKeys;
import redoubt.signatures.signers.Signers;
import redoubt.signatures.trust.Policies;
import redoubt.signatures.trust.Verdicts;
import redoubt.signatures.tufserver.CollectionFinder;
import redoubt.signatures.tufserver.Guards;
import redoubt.signatures.tufserver.TrustServer;
import redoubt.signatures.watch.Askable;
import redoubt.signatures.watch.Covers;
import redoubt.signatures.watch.Overview;
import redoubt.signatures.watch.Watch;
import redoubt.store.Database;
import redoubt.web.Route;
import redoubt.web.console.Console;
import redoubt.web.console.PagedRoom;

/** Content trust, as the server sees it. */
public final class SignaturesRoom implements PagedRoom, AutoCloseable {
  private static final Duration CATCHING_UP = Duration.ofSeconds(2);
  private static final Duration GUARDING = Duration.ofSeconds(30);

  private final List<Route> routes;
  private final Verdicts verdicts;
  private final Beside beside;
  private final List<Proof> proofs;
  private final Guards guards;
  private final Watch watch;
  private final Judge judge;
  private final Areas areas;
  private final Overview overview;

  /**
   * Images of other registries.
   *
   * @param askable which registries can be asked from here
   */
  public record Abroad(Workloads workloads, Outside outside, Askable askable) {}

  /**
   * @param collections Docker Content Trust's server
   * @param ground where proofs attack
   * @param keys that images are signed with
   * @param additions where signatures that are made here go
   * @param abroad what workloads name, and the registries that they name it of
   */
  public SignaturesRoom(
      Database database,
      Ledger ledger,
      Images images,
      TrustServer collections,
      ProvingGround ground,
      SigningKeys keys,
      Additions additions,
      Abroad abroad,
      InstantSource clock) {
    Signers signers = new Signers(database, ledger, images, clock);
    this.guards = collections.guards();
    this.beside = new Beside(database, ledger, images, clock);
    Facts facts =
        new Facts(
            database, images, signers, List.of(beside, new CollectionFinder(collections)), clock);
    this.verdicts = new Verdicts(database, ledger, facts, clock);
    this.proofs =
        SignatureProofs.of(
            ground,
            (instance, repository, image, at) ->
                verdicts.of(new Subject(instance, repository, image), at).verdict().trusted());
    Covers covers = new Covers(database, ledger, images, abroad.askable(), clock);
    this.judge =
        new Judge(database, images, verdicts, covers, beside, abroad.askable().ours(), clock);
    Policies policies = new Policies(database, ledger, images, clock);
    this.areas = new Areas(database, signers, policies);
    this.watch =
        new Watch(database, ledger, abroad.workloads(), abroad.outside(), verdicts, covers, clock);
    this.overview = new Overview(database, images, abroad.askable(), clock);
    this.routes =
        Stream.of(
                new SignerRoutes(signers, images).routes(),
                new PolicyRoutes(policies, images).routes(),
                new TrustRoutes(verdicts, images).routes(),
                new GlanceRoutes(verdicts, images).routes(),
                new GuardRoutes(guards, images).routes(),
                new ForeignRoutes(watch, covers, overview).routes(),
                new SignRoutes(new ImageSigning(images, keys, additions, clock), images).routes())
            .flatMap(List::stream)
            .toList();
  }

  /** Who has to be told what happens to images. */
  public Verdicts verdicts() {
    return verdicts;
  }

  /** What other rooms ask about images. */
  public Judge judge() {
    return judge;
  }

  /** Whose rules hold for which images. */
  public Areas areas() {
    return areas;
  }

  /** Root keys that guard the server's own keys. */
  public Guards guards() {
    return guards;
  }

  /** What workloads name. */
  public Overview overview() {
    return overview;
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
  public List<Route> pages(Console console) {
    return TrustConsole.routes(console);
  }

  @Override
  public List<Proof> proofs() {
    return proofs;
  }

  @Override
  public void close() {
    watch.close();
    verdicts.close();
  }

  @Override
  public List<BackgroundTask> tasks() {
    return Stream.concat(
            Stream.of(
                new BackgroundTask("signatures.catch-up", CATCHING_UP, verdicts::catchUp),
                new BackgroundTask("signatures.tidy", Duration.ofHours(1), beside::tidy),
                new BackgroundTask("signatures.guards", GUARDING, guards::rewrap)),
            watch.tasks().stream())
        .toList();
  }
}
