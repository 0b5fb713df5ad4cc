package redoubt.registry;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.BackgroundTask;
import redoubt.core.Failure;
import redoubt.core.Proof;
import redoubt.ledger.Ledger;
import redoubt.outward.Outside;
import redoubt.registry.access.RobotAccounts;
import redoubt.registry.access.Robots;
import redoubt.registry.access.TokenDesk;
import redoubt.registry.browse.Browse;
import redoubt.registry.console.ImageFacts;
import redoubt.registry.console.RegistryConsole;
import redoubt.registry.content.ContentStore;
import redoubt.registry.events.Listener;
import redoubt.registry.events.Outbox;
import redoubt.registry.http.BrowseRoutes;
import redoubt.registry.http.Pulls;
import redoubt.registry.http.RegistryRoutes;
import redoubt.registry.http.RobotRoutes;
import redoubt.registry.http.UpstreamRoutes;
import redoubt.registry.http.WebhookRoutes;
import redoubt.registry.life.Collector;
import redoubt.registry.life.Life;
import redoubt.registry.life.Running;
import redoubt.registry.life.Scrub;
import redoubt.registry.manifests.Journal;
import redoubt.registry.manifests.Manifests;
import redoubt.registry.notices.Notices;
import redoubt.registry.notices.Webhooks;
import redoubt.registry.proof.OwnContent;
import redoubt.registry.proof.ProvingGround;
import redoubt.registry.proof.RegistryProofs;
import redoubt.registry.push.Blobs;
import redoubt.registry.push.Uploads;
import redoubt.registry.quota.Quotas;
import redoubt.registry.quota.Traffic;
import redoubt.registry.upstream.Completion;
import redoubt.registry.upstream.Mirror;
import redoubt.registry.upstream.Upstreams;
import redoubt.seal.Vault;
import redoubt.store.Database;
import redoubt.web.Route;
import redoubt.web.console.Console;
import redoubt.web.console.PagedRoom;

/** The registry, as the server sees it. */
public final class RegistryRoom implements PagedRoom, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryRoom.class);
  private static final Duration COLLECTING = Duration.ofMinutes(10);
  private static final Duration TIDYING = Duration.ofHours(1);
  private static final Duration COMPLETING = Duration.ofMinutes(1);

  private final List<Route> routes;
  private final ImageFacts facts;
  private final Collector collector;
  private final Outbox outbox;
  private final Contents contents;
  private final Additions additions;
  private final Life life;
  private final Traffic traffic;
  private final Outside outside;
  private final Notices notices;
  private final Mirror mirror;
  private final Completion completion;
  private final OwnContent ownContent;
  private final List<Proof> proofs;

  /**
   * What the registry needs of others.
   *
   * @param requireLive keeps an instance from being deleted until the transaction ends
   * @param trust signed collections of tags
   * @param listeners who are told what happens to images; asked again and again, since some are
   *     built later
   * @param signatures where those lie that are put beside images
   * @param running which images run, so that retention keeps them
   * @param end forgets what others keep of a namespace that is removed
   * @param ground where proofs attack
   */
  public record Ports(
      BiConsumer<Handle, String> requireLive,
      TokenDesk tokens,
      RobotAccounts robots,
      TrustCollections trust,
      Supplier<List<Listener>> listeners,
      SignatureObjects signatures,
      Running running,
      NamespaceEnd end,
      Abroad abroad,
      ProvingGround ground) {}

  /**
   * For namespaces of other registries, and for webhooks.
   *
   * @param outside closed with the room
   */
  public record Abroad(Vault vault, Outside outside) {}

  /**
   * @param facts what others know of images, for the pages
   */
  public RegistryRoom(
      Database database,
      Ledger ledger,
      ContentStore store,
      Ports ports,
      ImageFacts facts,
      InstantSource clock) {
    this.outside = ports.abroad().outside();
    this.facts = facts;
    Vault vault = ports.abroad().vault();
    this.notices = new Notices(database, vault, outside, clock);
    this.outbox = new Outbox(database, () -> with(notices, ports.listeners().get()), clock);
    Journal journal = new Journal(ledger, outbox, clock);
    Upstreams upstreams = new Upstreams(database, ledger, vault, clock);
    Webhooks webhooks = new Webhooks(database, ledger, vault, clock);
    NamespaceEnd end =
        (transaction, instance, actor, namespace) -> {
          upstreams.end(transaction, namespace);
          webhooks.end(transaction, namespace);
          ports.end().ending(transaction, instance, actor, namespace);
        };
    Namespaces namespaces = new Namespaces(database, ledger, ports.requireLive(), end, clock);
    Uploads uploads = new Uploads(database, store, clock);
    Blobs blobs = new Blobs(database, store, ledger, clock);
    Manifests manifests = new Manifests(database, journal, clock);
    this.traffic = new Traffic(database, clock);
    this.life =
        Life.of(
            database,
            ledger,
            store,
            new Life.Pushed(manifests, blobs, journal),
            ports.running(),
            clock);
    this.mirror = new Mirror(database, upstreams, manifests, uploads, outside, clock);
    this.completion = new Completion(database, upstreams, mirror, clock);
    this.routes =
        Stream.of(
                RegistryRoutes.of(
                    new RegistryRoutes.Parts(
                        namespaces,
                        uploads,
                        new Pulls(manifests, blobs, upstreams, mirror),
                        life,
                        new RegistryRoutes.Measures(
                            new Quotas(database, ledger, traffic, clock), traffic),
                        ports.tokens(),
                        ports.signatures(),
                        ports.trust())),
                new BrowseRoutes(namespaces, new Browse(database, store, ports.running())).routes(),
                new UpstreamRoutes(upstreams).routes(),
                new RobotRoutes(new Robots(database, ledger, ports.robots(), clock)).routes(),
                new WebhookRoutes(webhooks).routes())
            .flatMap(List::stream)
            .toList();
    this.contents = new Contents(database, store);
    this.additions = new Additions(upstreams, uploads, manifests);
    this.collector = new Collector(database, store, clock);
    this.ownContent = new OwnContent(database, store, clock);
    this.proofs = RegistryProofs.of(ports.ground(), ownContent, routes);
  }

  private static List<Listener> with(Listener own, List<Listener> others) {
    return Stream.concat(Stream.of(own), others.stream()).toList();
  }

  /** Where other rooms put manifests. */
  public Additions additions() {
    return additions;
  }

  /** What repositories hold. */
  public Contents contents() {
    return contents;
  }

  /** The content of proofs, which is removed with them. */
  public OwnContent ownContent() {
    return ownContent;
  }

  @Override
  public String name() {
    return "registry";
  }

  @Override
  public String title() {
    return "Registry";
  }

  @Override
  public List<Route> routes() {
    return routes;
  }

  @Override
  public List<ConsoleLink> consoleLinks() {
    return RegistryConsole.LINKS;
  }

  @Override
  public List<Route> pages(Console console) {
    return RegistryConsole.routes(console, facts);
  }

  @Override
  public List<Proof> proofs() {
    return proofs;
  }

  @Override
  public List<BackgroundTask> tasks() {
    return List.of(
        new BackgroundTask("registry.collect", COLLECTING, collector::run),
        new BackgroundTask(
            "registry.content", TIDYING, BackgroundTask.Where.EACH_SERVER, collector::tidy),
        new BackgroundTask("registry.events", COLLECTING, outbox::tidy),
        new BackgroundTask("registry.trash", COLLECTING, life.trash()::end),
        new BackgroundTask("registry.retention", COLLECTING, life.retention()::runDue),
        new BackgroundTask("registry.scrub", Scrub.EVERY, life.scrub()::run),
        new BackgroundTask(
            "registry.traffic", Traffic.FLUSH, BackgroundTask.Where.EACH_SERVER, traffic::flush),
        new BackgroundTask("registry.notices", COLLECTING, notices::tidy),
        new BackgroundTask("registry.upstreams", COLLECTING, mirror::tidy),
        new BackgroundTask("registry.upstreams.complete", COMPLETING, completion::run));
  }

  @Override
  public void close() {
    outbox.close();
    try {
      traffic.flush();
    } catch (Failure e) {
      LOG.warn("what was pulled in the last seconds is not counted: {}", e.code());
    }
    notices.close();
    outside.close();
    completion.close();
  }
}
