package redoubt.signatures.testing;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.crypto.FileMasterKeys;
import redoubt.crypto.MasterKeys;
import redoubt.ledger.EntryFilter;
import redoubt.ledger.Ledger;
import redoubt.ledger.Recorded;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.outward.Outside;
import redoubt.seal.Masters;
import redoubt.seal.Vault;
import redoubt.signatures.beside.Beside;
import redoubt.signatures.facts.Facts;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.foreign.Workloads;
import redoubt.signatures.signers.SignerKind;
import redoubt.signatures.signers.Signers;
import redoubt.signatures.sql.DueRows;
import redoubt.signatures.sql.SignerRows;
import redoubt.signatures.trust.Policies;
import redoubt.signatures.trust.Verdict;
import redoubt.signatures.trust.Verdicts;
import redoubt.signatures.watch.Askable;
import redoubt.signatures.watch.Covers;
import redoubt.signatures.watch.Overview;
import redoubt.signatures.watch.Watch;
import redoubt.store.Database;
import redoubt.testkit.MovableClock;
import redoubt.testkit.TestDatabase;

/** Content trust on a database of its own, at noon. */
public final class Room implements AutoCloseable {
  public static final String TENANT = "11111111-1111-4111-8111-111111111111";
  public static final String OTHER = "22222222-2222-4222-8222-222222222222";
  public static final RepositoryName APP = new RepositoryName("team/app");

  private static final Askable HERE = new Askable("registry.test"::equals, true);

  private final TestDatabase owned;
  private final Database database;
  private final Masters masters;
  private final Ledger ledger;
  private final Shelf shelf = new Shelf();
  private final MovableClock clock = MovableClock.atNoon();
  private final Signers signers;
  private final Policies policies;
  private final Verdicts verdicts;
  private final Beside beside;

  public Room() {
    this.owned =
        TestDatabase.create(Masters.migrations(), Ledger.migrations(), SignerRows.MIGRATIONS);
    this.database = Database.open(owned.settings());
    try {
      this.masters =
          Masters.open(
              database,
              List.of(FileMasterKeys.in(Files.createTempDirectory("redoubt-signatures-"))),
              MasterKeys.Kind.FILE,
              clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.ledger =
        Ledger.open(database, new Vault(database, masters), clock, new SimpleMeterRegistry());
    this.signers = new Signers(database, ledger, shelf, clock);
    this.policies = new Policies(database, ledger, shelf, clock);
    this.beside = new Beside(database, ledger, shelf, clock);
    this.verdicts =
        new Verdicts(
            database, ledger, new Facts(database, shelf, signers, List.of(beside), clock), clock);
    shelf.own("team", TENANT);
    shelf.own("others", OTHER);
  }

  public Database database() {
    return database;
  }

  public Ledger ledger() {
    return ledger;
  }

  public Shelf shelf() {
    return shelf;
  }

  public MovableClock clock() {
    return clock;
  }

  public Signers signers() {
    return signers;
  }

  public Policies policies() {
    return policies;
  }

  public Beside beside() {
    return beside;
  }

  /** Images of other registries; {@code registry.test} is this server, and nodes are here. */
  public Covers covers() {
    return covers(HERE);
  }

  public Covers covers(Askable askable) {
    return new Covers(database, ledger, shelf, askable, clock);
  }

  /** Follows what workloads name. */
  public Watch watch(Workloads workloads, Outside outside) {
    return watch(workloads, outside, HERE);
  }

  public Watch watch(Workloads workloads, Outside outside, Askable askable) {
    return new Watch(database, ledger, workloads, outside, verdicts, covers(askable), clock);
  }

  /** What is known of workloads; {@code registry.test} is this server. */
  public Overview overview() {
    return overview(HERE);
  }

  public Overview overview(Askable askable) {
    return new Overview(database, shelf, askable, clock);
  }

  public Verdicts verdicts() {
    return verdicts;
  }

  /** Adds somebody to those who may sign in the tenant's namespace. */
  public void trust(String name, Signing signing) {
    signers.add(TENANT, "team", "manager", name, SignerKind.KEY, signing.publicKey(), Map.of());
  }

  /** Pushes an image. */
  public Digest push(String name) {
    Digest config = shelf.blob(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    Manifest image =
        Signing.manifest(
            List.of(new Descriptor("application/vnd.test.layer", config, name.length())),
            Optional.empty());
    return pushed(shelf.put(APP, image));
  }

  private Digest pushed(Digest digest) {
    verdicts.arrived(TENANT, APP, digest, Optional.empty());
    return digest;
  }

  /** Puts an image on the shelf without a word. */
  public static Manifest image(String name) {
    return Signing.manifest(
        List.of(
            new Descriptor(
                "application/vnd.test.layer",
                Digest.of(name.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                name.length())),
        Optional.empty());
  }

  /** Pushes a signature as a manifest about the image. */
  public Digest sign(Signing signing, Digest image, String note) {
    byte[] payload = Signing.payload(image, note);
    shelf.blob(payload);
    return pushed(
        shelf.put(APP, Signing.manifest(List.of(signing.layer(payload)), Optional.of(image))));
  }

  /** Pushes a signature as cosign 2 does, which a tag names. */
  public Digest signByTag(Signing signing, Digest image) {
    byte[] payload = Signing.payload(image, "by tag");
    shelf.blob(payload);
    Digest digest =
        pushed(shelf.put(APP, Signing.manifest(List.of(signing.layer(payload)), Optional.empty())));
    String tag = image.toString().replace(':', '-') + ".sig";
    shelf.tag(APP, tag, digest);
    verdicts.arrived(TENANT, APP, digest, Optional.of(new Tag(tag)));
    return digest;
  }

  /** What another server does that begins to look at an image that is due. */
  public Optional<DueRows.Due> take(Subject image) {
    return database.transaction(
        transaction -> DueRows.take(transaction, image, clock.instant(), Duration.ofMinutes(2)));
  }

  public Verdict verdict(Digest image) {
    return verdicts.of(new Subject(TENANT, APP, image)).verdict();
  }

  /** What the ledger was told of verdicts, the oldest first. */
  public List<String> told() {
    return ledger.entries(EntryFilter.ALL, Optional.empty(), 500).entries().stream()
        .map(Recorded::entry)
        .filter(entry -> entry.action().equals("signatures.verdict"))
        .map(entry -> entry.details().get("trusted") + " " + entry.details().get("signers"))
        .toList()
        .reversed();
  }

  @Override
  public void close() {
    verdicts.close();
    ledger.close();
    masters.close();
    database.close();
    owned.close();
  }
}
