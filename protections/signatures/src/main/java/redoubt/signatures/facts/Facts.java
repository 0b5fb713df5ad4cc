package redoubt.signatures.facts;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.signatures.Budget;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.Images;
import redoubt.signatures.Signer;
import redoubt.signatures.attestation.Attested;
import redoubt.signatures.signers.Known;
import redoubt.signatures.signers.Signers;
import redoubt.signatures.sql.DueRows;
import redoubt.signatures.sql.FactRows;
import redoubt.signatures.sql.SignerRows;
import redoubt.store.Database;

/**
 * Facts about images. Each source is looked at once for each version of the namespace's signers, in
 * whatever order image and signature arrive, and however often that is told.
 */
public final class Facts {
  private static final Logger LOG = LoggerFactory.getLogger(Facts.class);

  /** Bytes of signatures that are read for one image at a time. */
  private static final long MOST_BYTES = 128 << 20;

  /** Keys that are tried for one image at a time. */
  private static final long MOST_CHECKS = 20_000;

  private static final Duration LONGEST = Duration.ofSeconds(10);

  /** Until what was too much is gone on with. */
  private static final Duration PAUSE = Duration.ofMinutes(5);

  private static final String UNREAD =
      "It could not be read: its content is damaged or away. It is looked at again.";

  /** Version of the signers that were before all others. */
  private static final long NEVER = -1;

  private static final Pattern OF_IMAGE =
      Pattern.compile("(sha256|sha512)-([0-9a-f]{64,128})\\.(?:sig|att)");

  private final Database database;
  private final Images images;
  private final Signers signers;
  private final List<Finder> finders;
  private final InstantSource clock;

  /**
   * @param others where signatures are found besides manifests
   */
  public Facts(
      Database database, Images images, Signers signers, List<Finder> others, InstantSource clock) {
    this.database = database;
    this.images = images;
    this.signers = signers;
    this.finders =
        Stream.concat(
                Stream.of(new ManifestFinder(this::images, clock), new CopiedOpenPgp(database)),
                others.stream())
            .toList();
    this.clock = clock;
  }

  /** Where an image and its signatures are looked for. */
  private Images images(Subject subject) {
    return subject.isForeign() ? new CopiedImages(database, subject.instance(), images) : images;
  }

  /** Images that a manifest may say something new about: itself, and its subject. */
  public List<Subject> about(String instance, RepositoryName repository, Digest arrived) {
    Subject itself = new Subject(instance, repository, arrived);
    return images
        .manifest(repository, arrived)
        .flatMap(Manifest::subject)
        .map(Descriptor::digest)
        .map(subject -> List.of(itself, new Subject(instance, repository, subject)))
        .orElse(List.of(itself));
  }

  /** The image that a tag says to be a signature of; empty for all other tags. */
  public static Optional<Digest> signedBy(Tag tag) {
    Matcher matcher = OF_IMAGE.matcher(tag.text());
    return matcher.matches()
        ? Digest.tryParse(matcher.group(1) + ":" + matcher.group(2))
        : Optional.empty();
  }

  /**
   * Looks at every source about an image that was not looked at with the signers of today, as far
   * as the budget goes, and forgets those that are gone. An image that is not there, or not of this
   * instance, has no facts.
   *
   * @return whether the image is there
   */
  public boolean examine(Subject subject) {
    if (images.owner(subject.namespace()).filter(subject.instance()::equals).isEmpty()
        || images(subject).manifest(subject.repository(), subject.digest()).isEmpty()) {
      database.transaction(transaction -> FactRows.forget(transaction, subject));
      finders.forEach(finder -> finder.gone(subject));
      return false;
    }
    Known today = signers.known(subject.instance(), subject.namespace());
    Map<String, FactRows.Source> before =
        database.read(handle -> FactRows.sources(handle, subject));
    List<Found> waiting = new ArrayList<>();
    for (Finder finder : finders) {
      waiting.addAll(waiting(subject, finder, today, before));
    }
    if (waiting.isEmpty()) {
      return true;
    }
    // What it takes to find them is not at the expense of the first.
    Budget budget = new Budget(MOST_BYTES, MOST_CHECKS, LONGEST);
    Known known = today.within(budget);
    waiting.sort(Comparator.comparingInt(found -> rank(before.get(found.source()))));
    for (int at = 0; at < waiting.size(); at++) {
      Found source = waiting.get(at);
      int missed = budget.missed();
      Optional<Looked> looked = look(subject, source, known);
      if (budget.isOver() && at > 0) {
        later(subject, waiting.subList(at, waiting.size()), before);
        break;
      }
      if (budget.missed() > missed) {
        again(subject, source, looked, before.get(source.source()));
        continue;
      }
      keep(subject, looked.filter(_ -> !budget.isOver()).orElse(tooMuch(subject, source)), known);
    }
    // What went while it was looked at; what goes from now on is known to be about the image.
    Set<String> kept = database.read(handle -> FactRows.sources(handle, subject)).keySet();
    for (Finder finder : finders) {
      forgetGone(subject, finder, kept, find(subject, finder));
    }
    return true;
  }

  /** What counted before comes first, then what is new. */
  private static int rank(FactRows.@Nullable Source before) {
    return before == null ? 1 : before.authentic() ? 0 : 2;
  }

  /** What is to be looked at; what is gone is forgotten before anything is looked at. */
  private List<Found> waiting(
      Subject subject, Finder finder, Known known, Map<String, FactRows.Source> before) {
    Sight sight = find(subject, finder);
    forgetGone(subject, finder, before.keySet(), sight);
    return sight.found().stream()
        .filter(found -> {
          FactRows.Source looked = before.get(found.source());
          return looked == null || looked.version() < known.version();
        })
        .toList();
  }

  /** Where it cannot be said what is there, what is known stays, and it is due later. */
  private Sight find(Subject subject, Finder finder) {
    Sight sight = seen(subject, finder);
    if (!sight.isWhole()) {
      Instant now = clock.instant();
      database.transaction(transaction -> {
        DueRows.addLater(transaction, subject, now, now.plus(PAUSE));
        return true;
      });
    }
    return sight;
  }

  private static Sight seen(Subject subject, Finder finder) {
    try {
      return finder.find(subject);
    } catch (RuntimeException e) {
      LOG.warn("nothing can be found of {}: {}", subject, e.toString());
      return new Sight(List.of(), List.of(""));
    }
  }

  private void forgetGone(Subject subject, Finder finder, Set<String> kept, Sight sight) {
    Set<String> names = sight.found().stream().map(Found::source).collect(Collectors.toSet());
    kept.stream()
        .filter(source -> finder.owns(source) && !names.contains(source) && !sight.isUnseen(source))
        .forEach(gone ->
            database.transaction(transaction -> FactRows.remove(transaction, subject, gone)));
  }

  /**
   * Of what could not be read whole now, what counted stays, and the rest is what was read; it is
   * looked at again.
   */
  private void again(
      Subject subject, Found found, Optional<Looked> looked, FactRows.@Nullable Source before) {
    Instant now = clock.instant();
    database.transaction(transaction -> {
      if (before == null || !before.authentic()) {
        Looked kept =
            looked
                .filter(some -> !some.facts().isEmpty())
                .orElseGet(() -> untold(subject, found, "read", UNREAD));
        FactRows.put(transaction, subject, kept, NEVER, now);
      }
      DueRows.addLater(transaction, subject, now, now.plus(PAUSE));
      return true;
    });
  }

  /**
   * What cannot be looked at is worth nothing, and keeps nothing else from being looked at; what
   * cannot be reached now is missed.
   */
  private static Optional<Looked> look(Subject subject, Found found, Known known) {
    try {
      return Optional.of(
          new Looked(
              found.source(),
              found.look().apply(known).stream()
                  .map(attested -> new Looked.One(attested, known.names(attested.fact().signer())))
                  .toList()));
    } catch (RuntimeException e) {
      if (e instanceof Failure failure && failure.kind() == Failure.Kind.UNAVAILABLE) {
        known.budget().miss();
      }
      LOG.warn(
          "{} of {} cannot be looked at: {}",
          found.source(),
          subject,
          e.getClass().getSimpleName());
      return Optional.of(new Looked(found.source(), List.of()));
    }
  }

  private static Looked tooMuch(Subject subject, Found found) {
    return untold(
        subject,
        found,
        "limit",
        "To look at it takes more than is spent on an image at a time; it is looked at"
            + " later, or not at all if it alone takes so much.");
  }

  private static Looked untold(Subject subject, Found found, String check, String why) {
    Check.All checks = new Check.All(check);
    checks.add(Check.failed(check, why));
    Fact fact =
        Fact.ofImage(
            subject.digest(),
            found.usual(),
            found.evidence(),
            new Signer.Unknown(),
            Map.of(),
            checks.end());
    return new Looked(
        found.source(), List.of(new Looked.One(Attested.of(fact, Optional.empty()), List.of())));
  }

  private void later(Subject subject, List<Found> rest, Map<String, FactRows.Source> before) {
    Instant now = clock.instant();
    database.transaction(transaction -> {
      for (Found found : rest) {
        // What counted stays as it was: more signers cannot make it wrong.
        FactRows.Source known = before.get(found.source());
        if (known == null || !known.authentic()) {
          FactRows.put(transaction, subject, tooMuch(subject, found), NEVER, now);
        }
      }
      DueRows.addLater(transaction, subject, now, now.plus(PAUSE));
      return true;
    });
  }

  /** Writes down what came of it; if a signer was added meanwhile, it is looked at again. */
  private void keep(Subject subject, Looked looked, Known known) {
    try {
      put(subject, looked, known);
    } catch (RuntimeException e) {
      LOG.warn(
          "{} of {} cannot be kept: {}", looked.source(), subject, e.getClass().getSimpleName());
      put(subject, new Looked(looked.source(), List.of()), known);
    }
  }

  private void put(Subject subject, Looked looked, Known known) {
    Instant now = clock.instant();
    database.transaction(transaction -> {
      long version = SignerRows.lockVersion(transaction, subject.instance(), subject.namespace());
      FactRows.put(transaction, subject, looked, known.version(), now);
      if (version != known.version()) {
        DueRows.add(transaction, subject, now);
      }
      return true;
    });
  }
}
