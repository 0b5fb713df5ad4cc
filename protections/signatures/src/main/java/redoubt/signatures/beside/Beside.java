package redoubt.signatures.beside;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.oci.Digest;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.attestation.Attested;
import redoubt.signatures.facts.Finder;
import redoubt.signatures.facts.Found;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.gpg.SimpleSigning;
import redoubt.signatures.sql.BesideRows;
import redoubt.store.Database;

/** Signatures beside images. A name is given once, and its content never changes. */
public final class Beside implements Finder {
  /** Most signatures beside an image. */
  public static final int MOST = 1000;

  private static final String KIND = "openpgp ";

  private final Database database;
  private final Ledger ledger;
  private final InstantSource clock;

  public Beside(Database database, Ledger ledger, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** In the order they were put. */
  public List<PutSignature> of(Subject subject) {
    return database.read(handle -> BesideRows.of(handle, subject));
  }

  /**
   * Puts one; the same once more is none.
   *
   * @throws redoubt.core.Failure {@code signatures.bad-signature}, {@code
   *     signatures.signature-taken}, {@code signatures.limit}
   */
  public void put(Subject subject, String actor, PutSignature signature, Consumer<Subject> told) {
    if (!signature.name().startsWith(subject.digest() + "@")) {
      throw SignatureFailures.badSignature();
    }
    database.transaction(transaction -> {
      if (BesideRows.count(transaction, subject) >= MOST) {
        throw SignatureFailures.tooManySignatures(MOST);
      }
      if (BesideRows.insert(transaction, subject, signature, clock.instant(), actor)) {
        ledger.append(
            transaction,
            List.of(
                Entry.ok(
                    clock.instant(),
                    subject.instance(),
                    actor,
                    "container-registry.signature.write",
                    subject.repository() + "@" + subject.digest(),
                    Map.of("name", signature.name()))));
      } else if (!BesideRows.has(transaction, subject, signature)) {
        throw SignatureFailures.signatureTaken();
      }
      return true;
    });
    told.accept(subject);
  }

  @Override
  public boolean owns(String source) {
    return source.startsWith(KIND);
  }

  @Override
  public List<Found> find(Subject subject) {
    return of(subject).stream()
        .map(signature ->
            new Found(
                KIND + Digest.of(signature.content()) + " " + signature.name(),
                known ->
                    List.of(
                        Attested.of(
                            SimpleSigning.verify(
                                subject.digest(), signature.content(), known.openPgp()),
                            Optional.empty()))))
        .toList();
  }
}
