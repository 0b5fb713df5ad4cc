package redoubt.signatures.beside;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.signatures.Format;
import redoubt.signatures.Images;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.attestation.Attested;
import redoubt.signatures.facts.Finder;
import redoubt.signatures.facts.Found;
import redoubt.signatures.facts.Sight;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.gpg.SimpleSigning;
import redoubt.signatures.signers.Known;
import redoubt.signatures.sql.BesideRows;
import redoubt.store.Database;

/**
 * Signatures beside images. A name is given once, and its content never changes. They go some time
 * after the image, so that they are there again if it comes back.
 */
public final class Beside implements Finder {
  /** Most signatures beside an image. */
  public static final int MOST = 100;

  /** Most bytes of them: tools read no longer list than 4 MiB. */
  private static final long MOST_BYTES = 2 << 20;

  /** Most bytes beside all images of a namespace. */
  private static final long MOST_OF_NAMESPACE = 64 << 20;

  /** Longer than an image stays in the trash. */
  private static final Duration KEPT = Duration.ofDays(31);

  private static final String KIND = "openpgp ";

  private final Database database;
  private final Ledger ledger;
  private final Images images;
  private final InstantSource clock;

  public Beside(Database database, Ledger ledger, Images images, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.images = images;
    this.clock = clock;
  }

  /** In the order they were put; none of an image that is not there. */
  public List<PutSignature> of(Subject subject) {
    return isThere(subject) ? database.read(handle -> BesideRows.of(handle, subject)) : List.of();
  }

  private boolean isThere(Subject subject) {
    return images.owner(subject.namespace()).filter(subject.instance()::equals).isPresent()
        && images.manifest(subject.repository(), subject.digest()).isPresent();
  }

  /**
   * Puts one; the same once more is none.
   *
   * @throws redoubt.core.Failure {@code signatures.no-image}, {@code signatures.bad-signature},
   *     {@code signatures.signature-taken}, {@code signatures.limit}
   */
  public void put(Subject subject, String actor, PutSignature signature, Consumer<Subject> told) {
    if (!signature.name().startsWith(subject.digest() + "@")) {
      throw SignatureFailures.badSignature();
    }
    if (!isThere(subject)) {
      throw SignatureFailures.noImage();
    }
    boolean fresh =
        database.transaction(transaction -> {
          BesideRows.lock(transaction, subject);
          Optional<PutSignature> before = BesideRows.named(transaction, subject, signature.name());
          if (before.isPresent()) {
            if (!Arrays.equals(before.get().content(), signature.content())) {
              throw SignatureFailures.signatureTaken();
            }
            return false;
          }
          requireRoom(transaction, subject, signature);
          BesideRows.insert(transaction, subject, signature, clock.instant(), actor);
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
          return true;
        });
    if (fresh) {
      told.accept(subject);
    }
  }

  private static void requireRoom(Handle transaction, Subject subject, PutSignature signature) {
    BesideRows.Size image = BesideRows.ofImage(transaction, subject);
    if (image.count() >= MOST || image.bytes() + signature.content().length > MOST_BYTES) {
      throw SignatureFailures.tooManySignatures(MOST);
    }
    if (BesideRows.ofNamespace(transaction, subject).bytes() + signature.content().length
        > MOST_OF_NAMESPACE) {
      throw SignatureFailures.tooManySignatures();
    }
  }

  @Override
  public boolean owns(String source) {
    return source.startsWith(KIND);
  }

  @Override
  public Sight find(Subject subject) {
    List<BesideRows.Name> names =
        database.transaction(transaction -> {
          BesideRows.back(transaction, subject);
          return BesideRows.names(transaction, subject);
        });
    return Sight.whole(
        names.stream()
            .map(name ->
                new Found(
                    KIND + name.digest() + " " + name.text(),
                    name.digest(),
                    Format.OPENPGP,
                    known -> look(subject, name.text(), known)))
            .toList());
  }

  private List<Attested> look(Subject subject, String name, Known known) {
    return database.read(handle -> BesideRows.named(handle, subject, name)).stream()
        .filter(signature -> known.budget().read(signature.content().length))
        .map(signature ->
            SimpleSigning.verify(subject.digest(), signature.content(), known.openPgp()))
        .map(fact -> Attested.of(fact, Optional.empty()))
        .toList();
  }

  @Override
  public void gone(Subject subject) {
    database.transaction(transaction -> {
      BesideRows.gone(transaction, subject, clock.instant());
      return true;
    });
  }

  /** Removes those whose image is gone for longer than it could come back. */
  public void tidy() {
    database.transaction(transaction -> BesideRows.tidy(transaction, clock.instant().minus(KEPT)));
  }
}
