package redoubt.signatures.trust;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jdbi.v3.core.Handle;
import redoubt.core.Deadline;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.signatures.Fact;
import redoubt.signatures.facts.Facts;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.signers.NamedSigner;
import redoubt.signatures.sql.DueRows;
import redoubt.signatures.sql.FactRows;
import redoubt.signatures.sql.GlanceRows;
import redoubt.signatures.sql.SignerRows;
import redoubt.signatures.sql.VerdictRows;
import redoubt.store.Database;
import redoubt.store.Leases;

/**
 * What is said of images. Asked, it is said from what is known at that moment; besides, every
 * change is noticed, written down and told to the ledger: when something arrives or goes, when
 * signers or policies change, and when a signature begins or comes to its end. An image is looked
 * at by one server at a time, and a tenant's by one thread of each.
 */
public final class Verdicts implements AutoCloseable {
  /** Who it was in the ledger when time or a change made it so. */
  private static final String ACTOR = "signatures";

  /** Images that are judged as they would be without a signer. */
  private static final int MOST_TOUCHED = 50;

  /** How long it is judged what would be without a signer. */
  private static final Duration LONGEST_REACH = Duration.ofSeconds(5);

  /** How long it is waited for who looks at the same image; it is due afterwards. */
  private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

  /** How long who publishes a collection waits for its images. */
  private static final Duration LONGEST_CHANGE = Duration.ofSeconds(2);

  private final Database database;
  private final Ledger ledger;
  private final Facts facts;
  private final InstantSource clock;
  private final Leases leases;
  private final Turns turns = new Turns();
  private final CatchUp catchUp;

  public Verdicts(Database database, Ledger ledger, Facts facts, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.facts = facts;
    this.clock = clock;
    this.leases = new Leases(database);
    this.catchUp = new CatchUp(database, clock, this::renewIfFree);
  }

  /**
   * What is said of an image, and what it is said from.
   *
   * @param pending whether something about it is still to be looked at, within minutes
   */
  public record Answer(Subject subject, Verdict verdict, List<Fact> facts, boolean pending) {}

  /** All that goes into a verdict; the turn is older than the rest. */
  private record Known(
      long turn, List<FactRows.Kept> facts, TrustPolicy policy, List<NamedSigner> signers) {}

  /** Judges an image that is there, as it is asked for by its digest. */
  public Answer of(Subject subject) {
    return of(subject, Optional.empty());
  }

  /** The same as it will be at a moment, should nothing happen meanwhile. */
  public Answer of(Subject subject, Instant at) {
    return judge(subject, Optional.empty(), known(subject), at);
  }

  /** As it is asked for by a tag: what signs other tags does not count. */
  private Answer of(Subject subject, Optional<Tag> tag) {
    return judge(subject, tag, known(subject), clock.instant());
  }

  /**
   * As it is asked for by a tag or by its digest.
   *
   * @param policy that has to be met; empty for the one of its namespace
   */
  public Answer of(Subject subject, Optional<Tag> tag, Optional<TrustPolicy> policy) {
    return of(subject, tag, policy, Optional.empty());
  }

  /**
   * The same as it would be if somebody were revoked.
   *
   * @param without whose signatures do not count, as if revoked at this moment
   */
  public Answer of(
      Subject subject, Optional<Tag> tag, Optional<TrustPolicy> policy, Optional<Without> without) {
    Known known = known(subject);
    Known asked =
        policy
            .map(other -> new Known(known.turn(), known.facts(), other, known.signers()))
            .orElse(known);
    return judge(
        subject,
        tag,
        without
            .filter(one -> one.namespace().equals(subject.namespace()))
            .map(one -> without(asked, one.signer()))
            .orElse(asked),
        clock.instant());
  }

  private Known without(Known known, String signer) {
    Instant now = clock.instant();
    return new Known(
        known.turn(),
        known.facts(),
        known.policy(),
        known.signers().stream()
            .map(one -> one.name().equals(signer) ? one.revoked(now, ACTOR) : one)
            .toList());
  }

  /**
   * The same for who waits for the answer: what has become due about the image, such as its
   * signatures when a signer was added, is looked at before, unless somebody does for long.
   */
  public Answer upToDate(Subject subject, Optional<Tag> tag) {
    Deadline deadline = Deadline.in(LONGEST_WAIT);
    boolean pending = isPending(subject);
    while (pending && !deadline.isOver()) {
      if (!turns.runIfFree(
          subject.instance(),
          () ->
              catchUp.one(transaction ->
                  DueRows.take(transaction, subject, clock.instant(), CatchUp.PATIENCE)))) {
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
      }
      pending = isPending(subject);
    }
    Answer answer = of(subject, tag);
    return new Answer(answer.subject(), answer.verdict(), answer.facts(), pending);
  }

  private boolean isPending(Subject subject) {
    Instant soon = clock.instant().plus(CatchUp.PATIENCE);
    return database.read(handle -> DueRows.isDue(handle, subject, soon));
  }

  private Known known(Subject subject) {
    return database.read(handle ->
        new Known(
            SignerRows.turn(handle, subject.instance(), subject.namespace()),
            FactRows.of(handle, subject),
            Policies.of(handle, subject.instance(), subject.namespace()),
            SignerRows.of(handle, subject.instance(), subject.namespace())));
  }

  private Answer judge(Subject subject, Optional<Tag> tag, Known known, Instant at) {
    return judge(subject, tag, known, at, Deadline.never());
  }

  private Answer judge(
      Subject subject, Optional<Tag> tag, Known known, Instant at, Deadline deadline) {
    List<Fact> all = known.facts().stream().map(FactRows.Kept::fact).toList();
    return new Answer(
        subject,
        Trust.judge(
            all,
            known.policy(),
            known.signers(),
            new Statements(database, subject, known.facts(), deadline),
            new Asked(
                subject.repository(),
                subject.isForeign() ? Optional.of(subject.name()) : Optional.empty(),
                subject.digest(),
                tag),
            at),
        all,
        false);
  }

  /** What was last said of some images; those are missing of which nothing was said yet. */
  public List<Glance> glance(String instance, RepositoryName repository, List<Digest> images) {
    return database.read(handle -> GlanceRows.of(handle, instance, repository, images));
  }

  /**
   * What would become of the images that a signer has signed if it were revoked; of 50 at most, and
   * of as many as are judged within five seconds.
   */
  public Reach reach(String instance, String namespace, String signer) {
    return reach(instance, namespace, signer, Deadline.in(LONGEST_REACH));
  }

  Reach reach(String instance, String namespace, String signer, Deadline deadline) {
    List<Subject> images =
        database.read(
            handle -> GlanceRows.trustedBy(handle, instance, namespace, signer, MOST_TOUCHED + 1));
    List<Reach.Touched> touched = new ArrayList<>();
    for (Subject image : images.subList(0, Math.min(images.size(), MOST_TOUCHED))) {
      Known changed = without(known(image), signer);
      Verdict without =
          judge(image, Optional.empty(), changed, clock.instant(), deadline).verdict();
      if (deadline.isOver()) {
        // What was not looked at for want of time says nothing.
        break;
      }
      touched.add(new Reach.Touched(image, without.trusted(), without.said()));
    }
    return new Reach(touched, images.size() > touched.size());
  }

  /** A manifest or a tag came, went, or came back. */
  public void arrived(
      String instance, RepositoryName repository, Digest digest, Optional<Tag> tag) {
    tag.flatMap(Facts::signedBy)
        .ifPresent(image -> renew(new Subject(instance, repository, image)));
    if (tag.isEmpty()) {
      // The subject first: what arrived says something about it more often than others about that.
      renewAll(facts.about(instance, repository, digest).reversed());
    }
  }

  /** A manifest is no more: what it said of others, too. */
  public void gone(String instance, RepositoryName repository, Digest digest) {
    List<Digest> about =
        database.read(
            handle -> FactRows.subjects(handle, instance, repository.text(), digest.toString()));
    renewAll(about.stream().map(image -> new Subject(instance, repository, image)).toList());
    renew(new Subject(instance, repository, digest));
  }

  /** Each of them, even if one fails; whoever told it tells it again then. */
  private void renewAll(List<Subject> subjects) {
    Optional<RuntimeException> failed = Optional.empty();
    for (Subject subject : subjects) {
      try {
        renew(subject);
      } catch (RuntimeException e) {
        failed = failed.or(() -> Optional.of(e));
      }
    }
    failed.ifPresent(e -> {
      throw e;
    });
  }

  /** In a transaction that changes what is known of a whole repository. */
  public void changing(Handle transaction, String instance, RepositoryName repository) {
    DueRows.addRepository(transaction, instance, repository, clock.instant());
  }

  /** After it: as many images of the repository as can be judged while somebody waits. */
  public void changed(String instance, RepositoryName repository) {
    Deadline deadline = Deadline.in(LONGEST_CHANGE);
    while (!deadline.isOver()
        && catchUp.one(transaction ->
            DueRows.take(transaction, instance, repository, clock.instant(), CatchUp.PATIENCE))) {
      // Until nothing is due.
    }
  }

  /**
   * Looks at what is new about an image, and judges it. If somebody else does for long, or another
   * image of the same tenant is looked at for long, it is done later.
   */
  public void renew(Subject subject) {
    Deadline deadline = Deadline.in(LONGEST_WAIT);
    while (!turns.runIfFree(subject.instance(), () -> renewIfFree(subject))) {
      if (deadline.isOver()) {
        database.transaction(transaction -> {
          DueRows.add(transaction, subject, clock.instant());
          return true;
        });
        return;
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  private boolean renewIfFree(Subject subject) {
    String name =
        String.join(
            " ",
            "signatures",
            subject.instance(),
            subject.repository().text(),
            subject.digest().toString());
    return leases.runIfFree(name, CatchUp.PATIENCE, () -> renewAlone(subject));
  }

  private void renewAlone(Subject subject) {
    if (!facts.examine(subject)) {
      return;
    }
    Known known = known(subject);
    Instant now = clock.instant();
    Answer answer = judge(subject, Optional.empty(), known, now);
    database.transaction(transaction -> {
      long turn = SignerRows.lockTurn(transaction, subject.instance(), subject.namespace());
      Optional<VerdictRows.Last> before = VerdictRows.lock(transaction, subject);
      Verdict verdict = answer.verdict();
      VerdictRows.put(transaction, subject, verdict, now);
      if (turn != known.turn()) {
        // Signers or the policy are others than it was judged by.
        DueRows.add(transaction, subject, now);
      }
      boolean same =
          before
              .filter(one ->
                  one.trusted() == verdict.trusted() && one.signers().equals(verdict.signers()))
              .isPresent();
      if (!same && (before.isPresent() || !answer.facts().isEmpty())) {
        ledger.append(transaction, List.of(entry(subject, verdict, now)));
      }
      return true;
    });
  }

  private static Entry entry(Subject subject, Verdict verdict, Instant now) {
    return Entry.ok(
        now,
        subject.instance(),
        ACTOR,
        "signatures.verdict",
        subject.name() + "@" + subject.digest(),
        Map.of(
            "trusted",
            Boolean.toString(verdict.trusted()),
            "signers",
            String.join(" ", verdict.signers())));
  }

  /** Judges anew what has changed, on any server of the database: each tenant in its turn. */
  public void catchUp() {
    catchUp.run();
  }

  @Override
  public void close() {
    leases.close();
  }
}
