package redoubt.signatures.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
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

  /** What workloads name is named anew every hour; a misspelt name of somebody who asked is not. */
  private static final Duration NEVER_FOUND = Duration.ofHours(3);

  private final Database database;
  private final Ledger ledger;
  private final Images images;
  private final Predicate<String> ours;
  private final InstantSource clock;

  /**
   * @param ours whether a host, with its port if it says one, is this server
   */
  public Covers(
      Database database,
      Ledger ledger,
      Images images,
      Predicate<String> ours,
      InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.images = images;
    this.ours = ours;
    this.clock = clock;
  }

  /** Of an instance, by prefix. */
  public List<Cover> list(String instance) {
    return database.read(handle -> CoverRows.of(handle, instance));
  }

  /**
   * From now on a namespace's signers and policy say whether images under a prefix are trusted.
   *
   * @throws redoubt.core.Failure {@code signatures.no-namespace}, {@code
   *     signatures.bad-foreign-name}, {@code signatures.limit}
   */
  public Cover set(String instance, String actor, String prefix, String namespace) {
    if (images.owner(namespace).filter(instance::equals).isEmpty()) {
      throw SignatureFailures.noNamespace();
    }
    Cover cover = new Cover(instance, Cover.normal(prefix), namespace, clock.instant(), actor);
    if (ours.test(prefix.contains("/") ? prefix.substring(0, prefix.indexOf('/')) : prefix)) {
      throw SignatureFailures.badForeignName();
    }
    database.transaction(transaction -> {
      CoverRows.put(transaction, cover);
      if (CoverRows.of(transaction, instance).size() > MOST) {
        throw SignatureFailures.tooManyCovers(MOST);
      }
      record(transaction, cover, actor, "signatures.cover.set");
      follow(transaction, instance);
      return true;
    });
    return cover;
  }

  /** No namespace covers a prefix any more. Once more is none. */
  public void remove(String instance, String actor, String prefix) {
    database.transaction(transaction -> {
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
                clock.instant(),
                cover.instance(),
                actor,
                action,
                cover.prefix(),
                Map.of("namespace", cover.namespace()))));
  }

  /**
   * Somebody asks for an image, which is looked at from now on as if a workload named it.
   *
   * @throws redoubt.core.Failure {@code signatures.bad-foreign-name}, {@code
   *     signatures.not-covered}
   */
  public Tracked name(String instance, String image) {
    ForeignName.Image named =
        ForeignName.parse(image)
            .filter(one -> !ours.test(one.name().host()))
            .orElseThrow(SignatureFailures::badForeignName);
    return database.transaction(transaction -> {
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

  /** Follows what workloads of an instance name, and what covers it. */
  void follow(String instance) {
    database.transaction(transaction -> {
      follow(transaction, instance);
      return true;
    });
  }

  private void follow(Handle transaction, String instance) {
    Instant now = clock.instant();
    List<Cover> covers = CoverRows.of(transaction, instance);
    for (Tracked tracked : TrackedRows.of(transaction, instance)) {
      Optional<Cover> cover = Cover.of(covers, tracked.image().name());
      if (cover.filter(one -> one.namespace().equals(tracked.namespace())).isEmpty()) {
        forget(transaction, tracked);
        cover.ifPresent(
            one -> TrackedRows.name(transaction, instance, tracked.image(), one.namespace(), now));
      }
    }
    Map<String, ForeignName.Image> named = new LinkedHashMap<>();
    for (WorkloadRows.Named one : WorkloadRows.of(transaction, instance)) {
      ForeignName.parse(one.use().image())
          .filter(image -> !ours.test(image.name().host()))
          .ifPresent(image -> {
            named.put(image.text(), image);
            // What runs may be another image than the one that the name means by now.
            one.use()
                .running()
                .map(digest -> new ForeignName.Image(image.name(), new Reference.ByDigest(digest)))
                .ifPresent(exact -> named.put(exact.text(), exact));
          });
    }
    long room = MOST_IMAGES - TrackedRows.size(transaction, instance).images();
    Set<String> there = TrackedRows.names(transaction, instance);
    named.values().stream()
        .filter(image -> there.contains(image.text()))
        .forEach(image -> name(transaction, instance, covers, image, now));
    named.values().stream()
        .filter(image -> !there.contains(image.text()))
        .filter(image -> Cover.of(covers, image.name()).isPresent())
        .limit(Math.max(0, room))
        .forEach(image -> name(transaction, instance, covers, image, now));
  }

  private static void name(
      Handle transaction,
      String instance,
      List<Cover> covers,
      ForeignName.Image image,
      Instant now) {
    Cover.of(covers, image.name())
        .ifPresent(cover -> TrackedRows.name(transaction, instance, image, cover.namespace(), now));
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
