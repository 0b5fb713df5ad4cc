package redoubt.signatures.trust;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.attestation.Condition;
import redoubt.signatures.facts.Facts;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.sql.DueRows;
import redoubt.signatures.sql.FactRows;
import redoubt.signatures.sql.SignerRows;
import redoubt.signatures.sql.VerdictRows;
import redoubt.store.Database;

/**
 * What is said of images. Asked, it is said from what is known at that moment; besides, every
 * change is noticed, written down and told to the ledger: when something arrives or goes, when
 * signers or policies change, and when a signature comes to its end.
 */
public final class Verdicts {
  private static final Logger LOG = LoggerFactory.getLogger(Verdicts.class);

  /** Who it was in the ledger when time or a change made it so. */
  private static final String ACTOR = "signatures";

  private static final int MOST_AT_ONCE = 1000;

  /** After which an image is taken once more, if the server ended meanwhile or it failed. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Database database;
  private final Ledger ledger;
  private final Facts facts;
  private final InstantSource clock;

  public Verdicts(Database database, Ledger ledger, Facts facts, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.facts = facts;
    this.clock = clock;
  }

  /** What is said of an image, and what it is said from. */
  public record Answer(Subject subject, Verdict verdict, List<Fact> facts) {}

  /** Judges an image that is there. */
  public Answer of(Subject subject) {
    return database.read(handle -> {
      List<Fact> known = FactRows.of(handle, subject);
      Map<String, Condition> compiled = new HashMap<>();
      return new Answer(
          subject,
          Trust.judge(
              known,
              Policies.of(handle, subject.instance(), subject.namespace()),
              SignerRows.of(handle, subject.instance(), subject.namespace()),
              (fact, condition) ->
                  FactRows.statement(handle, subject, fact)
                      .map(compiled.computeIfAbsent(condition, Condition::compile)::check)
                      .orElse(Check.notChecked("condition", "What is attested is not known.")),
              clock.instant()),
          known);
    });
  }

  /** A manifest or a tag came, went, or came back. */
  public void arrived(
      String instance, RepositoryName repository, Digest digest, Optional<Tag> tag) {
    tag.flatMap(Facts::signedBy)
        .ifPresent(image -> renew(new Subject(instance, repository, image)));
    if (tag.isEmpty()) {
      // The subject first: what arrived says something about it more often than others about that.
      facts.about(instance, repository, digest).reversed().forEach(this::renew);
    }
  }

  /** A manifest is no more: what it said of others, too. */
  public void gone(String instance, RepositoryName repository, Digest digest) {
    List<Digest> about =
        database.read(handle -> FactRows.subjects(handle, repository.text(), digest.toString()));
    about.forEach(image -> renew(new Subject(instance, repository, image)));
    renew(new Subject(instance, repository, digest));
  }

  /** In a transaction that changes what is known of a whole repository. */
  public void changing(Handle transaction, String instance, RepositoryName repository) {
    DueRows.addRepository(transaction, instance, repository, clock.instant());
  }

  /** Looks at what is new about an image, and judges it. */
  public void renew(Subject subject) {
    if (!facts.examine(subject)) {
      return;
    }
    Answer answer = of(subject);
    Instant now = clock.instant();
    database.transaction(transaction -> {
      Optional<VerdictRows.Last> last = VerdictRows.lock(transaction, subject);
      Verdict verdict = answer.verdict();
      VerdictRows.put(transaction, subject, verdict, now);
      boolean same =
          last.filter(before ->
                  before.trusted() == verdict.trusted()
                      && before.signers().equals(verdict.signers()))
              .isPresent();
      if (!same && (last.isPresent() || !answer.facts().isEmpty())) {
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
        subject.repository() + "@" + subject.digest(),
        Map.of(
            "trusted",
            Boolean.toString(verdict.trusted()),
            "signers",
            String.join(" ", verdict.signers())));
  }

  /** Judges anew what has changed, on any server of the database. */
  public void catchUp() {
    database.transaction(transaction -> DueRows.addEnded(transaction, clock.instant()));
    for (int done = 0; done < MOST_AT_ONCE; done++) {
      Optional<DueRows.Due> next =
          database.transaction(transaction -> DueRows.take(transaction, clock.instant(), PATIENCE));
      if (next.isEmpty()) {
        return;
      }
      try {
        renew(next.get().subject());
        database.transaction(transaction -> {
          DueRows.done(transaction, next.get());
          return true;
        });
      } catch (RuntimeException e) {
        LOG.warn("{} could not be judged anew: {}", next.get().subject(), e.toString());
      }
    }
  }
}
