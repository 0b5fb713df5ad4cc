package redoubt.keys.room;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.BackgroundTask;
import redoubt.core.Proof;
import redoubt.crypto.HardwareKeys;
import redoubt.keys.aliases.KeyAliases;
import redoubt.keys.console.KeyConsole;
import redoubt.keys.http.ActionRoutes;
import redoubt.keys.http.AliasRoutes;
import redoubt.keys.http.CreateRoutes;
import redoubt.keys.http.ImportTokenRoutes;
import redoubt.keys.http.InstancePolicyRoutes;
import redoubt.keys.http.KeyAccess;
import redoubt.keys.http.KeyListRoutes;
import redoubt.keys.http.KeyPolicyRoutes;
import redoubt.keys.http.KeyRoutes;
import redoubt.keys.http.KmipRoutes;
import redoubt.keys.http.RegistrationRoutes;
import redoubt.keys.http.RingRoutes;
import redoubt.keys.http.ShredRoutes;
import redoubt.keys.http.SigningKeyRoutes;
import redoubt.keys.http.UsageRoutes;
import redoubt.keys.imports.ImportTokens;
import redoubt.keys.life.Clockwork;
import redoubt.keys.life.ForwardClock;
import redoubt.keys.life.KeyChanges;
import redoubt.keys.life.KeyCreation;
import redoubt.keys.life.KeyDirectory;
import redoubt.keys.life.KeyEnd;
import redoubt.keys.life.KeyLife;
import redoubt.keys.life.KeyRotation;
import redoubt.keys.life.NewMaterial;
import redoubt.keys.life.Settlement;
import redoubt.keys.life.Tenants;
import redoubt.keys.material.Material;
import redoubt.keys.material.RootCache;
import redoubt.keys.meter.ApiMeter;
import redoubt.keys.meter.MeterRoutes;
import redoubt.keys.policies.InstancePolicies;
import redoubt.keys.policies.NetworkCheck;
import redoubt.keys.policies.NewKeyRules;
import redoubt.keys.proof.KeyProofs;
import redoubt.keys.proof.ProvingGround;
import redoubt.keys.registrations.RegistrationBook;
import redoubt.keys.shred.BlastRadii;
import redoubt.keys.shred.Certifier;
import redoubt.keys.shred.Dependents;
import redoubt.keys.shred.Rehearsals;
import redoubt.keys.shred.Samples;
import redoubt.keys.signing.SigningKeys;
import redoubt.keys.use.UsageCounter;
import redoubt.keys.use.Wrapping;
import redoubt.ledger.Ledger;
import redoubt.seal.Vault;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;
import redoubt.web.InstanceCheck;
import redoubt.web.Route;
import redoubt.web.console.Console;
import redoubt.web.console.PagedRoom;

/**
 * Keys: Key Protect's API over PostgreSQL, the vault, the ledger and, where there is one, an HSM.
 */
public final class KeysRoom implements PagedRoom, AutoCloseable {
  /** How long an unwrapped root key is kept, and how many are. */
  private static final Duration ROOTS_KEPT = Duration.ofMinutes(5);

  private static final int MOST_ROOTS = 10_000;
  private static final Duration SWEEP = Duration.ofSeconds(5);
  private static final Duration FLUSH = Duration.ofSeconds(10);
  private static final Logger LOG = LoggerFactory.getLogger(KeysRoom.class);

  private final RootCache roots;
  private final UsageCounter usage;
  private final InstanceCheck networkCheck;
  private final RootKeyDesk rootKeys;
  private final SigningKeys signingKeys;
  private final Housekeeping housekeeping = new Housekeeping();
  private final List<Route> routes = new ArrayList<>();
  private final List<BackgroundTask> tasks = new ArrayList<>();
  private final List<Proof> proofs;
  private final boolean hardware;

  /**
   * @param hardware where keys with {@code inHsm} live; without it such keys cannot be made
   * @param tenants which instances there are
   * @param ground where the proofs attack
   * @param dependents what other rooms guard with root keys
   * @param metrics what everybody may read: totals, nothing of an instance
   * @param machineClock what the machine says that the time is, which may jump
   * @param nanoTime a count of nanoseconds that runs evenly and only forward
   */
  public KeysRoom(
      Database database,
      Vault vault,
      Ledger ledger,
      ChangeFeed feed,
      Optional<HardwareKeys> hardware,
      Tenants tenants,
      ProvingGround ground,
      Dependents dependents,
      MeterRegistry metrics,
      InstantSource machineClock,
      LongSupplier nanoTime) {
    InstantSource clock = new ForwardClock(machineClock);
    this.roots = new RootCache(machineClock, ROOTS_KEPT, MOST_ROOTS);
    this.usage = new UsageCounter(database, clock);
    this.hardware = hardware.isPresent();
    Material material = new Material(vault, hardware, roots);
    KeyDirectory directory = new KeyDirectory(database, feed, material, nanoTime);
    Settlement settlement = new Settlement(database, material, clock);
    KeyChanges changes = new KeyChanges(database, ledger, feed, directory, settlement, clock);

    NewKeyRules rules = new NewKeyRules();
    KeyAliases aliases = new KeyAliases(feed);
    InstancePolicies policies = new InstancePolicies(database, feed);
    ImportTokens importTokens = new ImportTokens(database, vault, ledger, clock);
    this.networkCheck = new NetworkCheck(policies);
    RegistrationBook registrations = new RegistrationBook(changes);

    NewMaterial newMaterial = new NewMaterial(database, material, importTokens, rules, clock);
    KeyCreation creation =
        new KeyCreation(database, ledger, newMaterial, rules, aliases, tenants, clock);
    KeyRotation rotation = new KeyRotation(changes, newMaterial);
    KeyLife life = new KeyLife(changes);
    Wrapping wrapping = new Wrapping(database, ledger, material, usage, clock);
    this.rootKeys =
        new RootKeyDesk(
            database, ledger, feed, changes, life, rotation, wrapping, registrations, clock);
    Samples samples = new Samples(database, material, dependents, clock, nanoTime);
    KeyEnd end =
        new KeyEnd(
            changes, settlement, RegistrationBook.consent(), newMaterial, material, samples::keep);
    Clockwork clockwork = new Clockwork(database, changes, rotation, settlement, clock);

    KeyAccess access = new KeyAccess(changes);
    KeyRoutes keyRoutes = new KeyRoutes(access, life, end, material, database, ledger, clock);
    routes.addAll(new CreateRoutes(creation, material, clock).routes());
    routes.addAll(new KeyListRoutes(database, changes, ledger, clock).routes());
    routes.addAll(keyRoutes.routes());
    routes.addAll(new ActionRoutes(access, life, end, rotation, wrapping, keyRoutes).routes());
    routes.addAll(new UsageRoutes(access, usage).routes());
    routes.addAll(
        new ShredRoutes(
                access,
                new BlastRadii(database, dependents),
                new Rehearsals(database, ledger, changes, dependents, clock),
                new Certifier(database, ledger, changes, material, samples, clock, nanoTime))
            .routes());
    routes.addAll(new AliasRoutes(access, changes, aliases).routes());
    routes.addAll(new RingRoutes(database, ledger, clock).routes());
    routes.addAll(new KeyPolicyRoutes(database, ledger, access, changes, clock).routes());
    routes.addAll(new InstancePolicyRoutes(database, ledger, policies, clock).routes());
    routes.addAll(new ImportTokenRoutes(importTokens).routes());
    routes.addAll(new RegistrationRoutes(database, ledger, access, registrations, clock).routes());
    routes.addAll(KmipRoutes.routes());
    this.signingKeys = new SigningKeys(database, vault, ledger, tenants, clock);
    routes.addAll(new SigningKeyRoutes(signingKeys).routes());
    ApiMeter meter = new ApiMeter(metrics, policies::wantsMetrics, clock);
    routes.replaceAll(route -> route.path().startsWith("/api/v2/") ? meter.measured(route) : route);
    routes.addAll(new MeterRoutes(meter).routes());
    this.proofs = KeyProofs.of(ground, database, vault, List.copyOf(routes));

    tasks.addAll(clockwork.tasks());
    tasks.addAll(importTokens.tasks());
    tasks.add(new BackgroundTask("keys.usage", Duration.ofHours(1), usage::forgetOld));

    housekeeping.every(SWEEP, roots::sweep);
    housekeeping.every(SWEEP, meter::sweep);
    housekeeping.every(FLUSH, usage::flush);
  }

  @Override
  public List<InstanceCheck> instanceChecks() {
    return List.of(networkCheck);
  }

  /** What other rooms ask of the root keys they guard something with. */
  public RootKeyDesk rootKeys() {
    return rootKeys;
  }

  /** Asymmetric keys, which sign for other rooms. */
  public SigningKeys signingKeys() {
    return signingKeys;
  }

  @Override
  public String name() {
    return "keys";
  }

  @Override
  public String title() {
    return "Keys";
  }

  @Override
  public List<Route> routes() {
    return List.copyOf(routes);
  }

  @Override
  public List<Route> pages(Console console) {
    return KeyConsole.routes(console, hardware);
  }

  @Override
  public List<ConsoleLink> consoleLinks() {
    return KeyConsole.LINKS;
  }

  @Override
  public List<BackgroundTask> tasks() {
    return List.copyOf(tasks);
  }

  @Override
  public List<Proof> proofs() {
    return proofs;
  }

  /** Zeroes cached key material and writes what is still counted in memory. */
  @Override
  public void close() {
    housekeeping.close();
    roots.close();
    try {
      usage.flush();
    } catch (RuntimeException e) {
      LOG.warn("the last counts of key uses are lost: {}", e.toString());
    }
  }
}
