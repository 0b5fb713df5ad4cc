package redoubt.signatures.watch;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.oci.Digest;
import redoubt.oci.Reference;
import redoubt.signatures.Images;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.foreign.Cover;
import redoubt.signatures.foreign.ForeignName;
import redoubt.signatures.foreign.Tracked;
import redoubt.signatures.foreign.Use;
import redoubt.signatures.sql.CopyRows;
import redoubt.signatures.sql.CoverRows;
import redoubt.signatures.sql.DueRows;
import redoubt.signatures.sql.FactRows;
import redoubt.signatures.sql.TrackedRows;
import redoubt.signatures.sql.WorkloadRows;
import redoubt.store.Database;

/**
 * Which images of other registries are looked at: those that workloads name and a namespace covers,
 * and those that somebody asked for. What no namespace covers any more is forgotten at once, what
 * nobody names after a week, or after three hours if it was never found.
 */
public final class Covers {
  private static final int MOST = 200;

  /** More images of an instance are not looked at. */
  static final int MOST_IMAGES = 5_000;

  /** More is not copied for an instance. */
  static final long MOST_BYTES = 2L << 30;

  private static final Duration UNNAMED = Duration.ofDays(7);

  private static final Duration NAMED_ANEW = Duration.ofHours(1);

  /** What workloads name is named anew every hour; a misspelt name of somebody who asked is not. */
  private static final Duration NEVER_FOUND = Duration.ofHours(3);

  private final Database database;
  private final Ledger ledger;
  private final Images images;
  private final Askable askable;
  private final InstantSource clock;

  public Covers(
      Database database, Ledger ledger, Images images, Askable askable, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.images = images;
    this.askable = askable;
    this.clock = clock;
  }

  /** Of an instance, by prefix. */
  public List<Cover> list(String instance) {
    return database.read(handle -> CoverRows.of(handle, instance));
  }

  /**
   * From now on a namespace's signers and policy say whether images under a prefix are trusted.
   *
   * @param lookaside where their OpenPGP signatures lie, besides the registry
   * @throws Failure {@code signatures.no-namespace}, {@code signatures.bad-foreign-name}, {@code
   *     signatures.bad-lookaside}, {@code signatures.node-loopback}, {@code signatures.limit}
   */
  public Cover set(
      String instance, String actor, String prefix, String namespace, Optional<URI> lookaside) {
    Cover cover =
        new Cover(instance, Cover.normal(prefix), namespace, lookaside, clock.instant(), actor);
    askable.require(cover.any());
    database.transaction(transaction -> {
      CoverRows.lock(transaction, instance);
      // A namespace that ends takes its covers along, and waits until here.
      if (images.owner(namespace).filter(instance::equals).isEmpty()) {
        throw SignatureFailures.noNamespace();
      }
      boolean elsewhere =
          CoverRows.of(transaction, instance).stream()
              .noneMatch(
                  one -> one.prefix().equals(cover.prefix()) && one.lookaside().equals(lookaside));
      CoverRows.put(transaction, cover);
      if (CoverRows.of(transaction, instance).size() > MOST) {
        throw SignatureFailures.tooManyCovers(MOST);
      }
      record(transaction, cover, actor, "signatures.cover.set");
      if (elsewhere) {
        askAnew(transaction, cover);
      }
      follow(transaction, instance);
      return true;
    });
    return cover;
  }

  /** Their signatures may lie elsewhere by now. */
  private void askAnew(Handle transaction, Cover cover) {
    TrackedRows.of(transaction, cover.instance()).stream()
        .filter(tracked -> tracked.image().name().isUnder(cover.prefix()))
        .forEach(tracked -> TrackedRows.due(transaction, tracked, clock.instant()));
  }

  /** Where OpenPGP signatures of an image lie besides its registry. */
  Optional<URI> lookaside(Tracked tracked) {
    return database.read(handle ->
        Cover.of(CoverRows.of(handle, tracked.instance()), tracked.image().name())
            .flatMap(Cover::lookaside));
  }

  /** No namespace covers a prefix any more. Once more is none. */
  public void remove(String instance, String actor, String prefix) {
    database.transaction(transaction -> {
      CoverRows.lock(transaction, instance);
      for (Cover cover : CoverRows.of(transaction, instance)) {
        if (cover.prefix().equals(prefix) && CoverRows.remove(transaction, instance, prefix)) {
          record(transaction, cover, actor, "signatures.cover.remove");
          follow(transaction, instance);
        }
      }
      return true;
    });
  }

  private void record(Handle transaction, Cover cover, String actor, String action) {
    ledger.append(
        transaction,
        List.of(
            Entry.ok(
                clock.instant(), cover.instance(), actor, action, cover.prefix(), told(cover))));
  }

  private static Map<String, String> told(Cover cover) {
    Map<String, String> told = new LinkedHashMap<>(Map.of("namespace", cover.namespace()));
    cover.lookaside().ifPresent(uri -> told.put("lookaside", uri.toString()));
    return told;
  }

  /**
   * Somebody asks for an image, which is looked at from now on as if a workload named it.
   *
   * @throws Failure {@code signatures.bad-foreign-name}, {@code signatures.node-loopback}, {@code
   *     signatures.not-covered}, {@code signatures.limit}
   */
  public Tracked name(String instance, String image) {
    ForeignName.Image named =
        ForeignName.parse(image).orElseThrow(SignatureFailures::badForeignName);
    askable.require(named.name());
    return database.transaction(transaction -> {
      CoverRows.lockShared(transaction, instance);
      Cover cover =
          Cover.of(CoverRows.of(transaction, instance), named.name())
              .orElseThrow(SignatureFailures::notCovered);
      if (TrackedRows.find(transaction, instance, named).isEmpty()
          && TrackedRows.size(transaction, instance).images() >= MOST_IMAGES) {
        throw SignatureFailures.tooManyForeign(MOST_IMAGES);
      }
      TrackedRows.name(transaction, instance, named, cover.namespace(), clock.instant());
      return TrackedRows.find(transaction, instance, named).orElseThrow();
    });
  }

  /** Why an image that is looked at cannot be asked for; empty when it can. */
  Optional<Failure> objection(Tracked tracked) {
    return askable.objection(tracked.image().name());
  }

  /** Follows what workloads of a cluster were just seen to name. */
  void follow(String instance, Collection<Use> uses) {
    database.transaction(transaction -> {
      CoverRows.lockShared(transaction, instance);
      follow(transaction, instance, uses);
      return true;
    });
  }

  /** Follows what all workloads of an instance name, by other covers than before. */
  private void follow(Handle transaction, String instance) {
    List<Cover> covers = CoverRows.of(transaction, instance);
    TrackedRows.of(transaction, instance).stream()
        .filter(tracked -> !isFollowed(tracked, covers))
        .forEach(tracked -> forget(transaction, tracked));
    follow(
        transaction,
        instance,
        WorkloadRows.of(transaction, instance).stream().map(WorkloadRows.Named::use).toList());
  }

  private boolean isFollowed(Tracked tracked, List<Cover> covers) {
    ForeignName name = tracked.image().name();
    return askable.admits(name)
        && Cover.of(covers, name)
            .filter(one -> one.namespace().equals(tracked.namespace()))
            .isPresent();
  }

  /** Writes what is new alone, and once an hour that the rest is named. */
  void follow(Handle transaction, String instance, Collection<Use> uses) {
    List<Cover> covers = CoverRows.of(transaction, instance);
    if (covers.isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    Map<String, ForeignName.Image> named = named(uses);
    named.values().removeIf(image -> Cover.of(covers, image.name()).isEmpty());
    Map<String, TrackedRows.Named> there = TrackedRows.of(transaction, instance, named.keySet());
    List<String> old =
        there.values().stream()
            .filter(one -> one.namedAt().isBefore(now.minus(NAMED_ANEW)))
            .map(one -> one.tracked().image().text())
            .toList();
    if (!old.isEmpty()) {
      TrackedRows.touch(transaction, instance, old, now);
    }
    named.keySet().removeAll(there.keySet());
    if (!named.isEmpty()) {
      long room = MOST_IMAGES - TrackedRows.size(transaction, instance).images();
      named.values().stream()
          .limit(Math.max(0, room))
          .forEach(image ->
              TrackedRows.name(
                  transaction,
                  instance,
                  image,
                  Cover.of(covers, image.name()).orElseThrow().namespace(),
                  now));
    }
  }

  /** Images that can be asked for, by their names in full. */
  private Map<String, ForeignName.Image> named(Collection<Use> uses) {
    Map<String, ForeignName.Image> named = new LinkedHashMap<>();
    for (Use use : uses) {
      use.named()
          .filter(image -> askable.admits(image.name()))
          .ifPresent(image -> {
            named.put(image.text(), image);
            // What runs may be another image than the one that the name means by now.
            use.running()
                .map(digest -> new ForeignName.Image(image.name(), new Reference.ByDigest(digest)))
                .ifPresent(exact -> named.put(exact.text(), exact));
          });
    }
    return named;
  }

  /** What nobody has named for a week. */
  void tidy() {
    Instant now = clock.instant();
    for (Tracked tracked :
        database.read(
            handle -> TrackedRows.unnamed(handle, now.minus(UNNAMED), now.minus(NEVER_FOUND)))) {
      database.transaction(transaction -> {
        TrackedRows.lock(transaction, tracked.instance(), tracked.image())
            .filter(locked ->
                locked
                    .namedAt()
                    .isBefore(
                        now.minus(locked.tracked().digest().isEmpty() ? NEVER_FOUND : UNNAMED)))
            .ifPresent(locked -> forget(transaction, locked.tracked()));
        return true;
      });
    }
  }

  private static void forget(Handle transaction, Tracked tracked) {
    TrackedRows.remove(transaction, tracked);
    tracked
        .digest()
        .map(digest -> subject(tracked, digest))
        .ifPresent(subject -> forgetAll(transaction, subject));
  }

  /** All that is known of an image, and was said of it, unless another name means it too. */
  static void forgetAll(Handle transaction, Subject subject) {
    if (!TrackedRows.isMeant(
        transaction, subject.instance(), subject.repository(), subject.digest())) {
      CopyRows.remove(transaction, subject.instance(), subject.repository(), subject.digest());
      boolean _ = FactRows.forget(transaction, subject);
      DueRows.forget(transaction, subject);
    }
  }

  static Subject subject(Tracked tracked, Digest digest) {
    return new Subject(
        tracked.instance(), tracked.namespace(), tracked.image().name().key(), digest);
  }
}
