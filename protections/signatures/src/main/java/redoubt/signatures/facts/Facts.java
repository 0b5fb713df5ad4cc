package redoubt.signatures.facts;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.oci.Descriptor;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.signatures.Fact;
import redoubt.signatures.Images;
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
        Stream.concat(Stream.of(new ManifestFinder(images, clock)), others.stream()).toList();
    this.clock = clock;
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
   * Looks at every source about an image that was not looked at with the signers of today, and
   * forgets those that are gone. An image that is not there has no facts.
   *
   * @return whether the image is there
   */
  public boolean examine(Subject subject) {
    if (images.manifest(subject.repository(), subject.digest()).isEmpty()) {
      database.transaction(transaction -> FactRows.forget(transaction, subject));
      return false;
    }
    Known known = signers.known(subject.instance(), subject.namespace());
    Map<String, Long> before = database.read(handle -> FactRows.sources(handle, subject));
    for (Finder finder : finders) {
      examine(subject, finder, known, before);
    }
    return true;
  }

  /**
   * What is gone is forgotten first, and what cannot be looked at is worth nothing: neither keeps
   * others from being looked at.
   */
  private void examine(Subject subject, Finder finder, Known known, Map<String, Long> before) {
    List<Found> there = finder.find(subject);
    Set<String> names = there.stream().map(Found::source).collect(Collectors.toSet());
    before.keySet().stream()
        .filter(source -> finder.owns(source) && !names.contains(source))
        .forEach(gone ->
            database.transaction(transaction -> FactRows.remove(transaction, subject, gone)));
    for (Found found : there) {
      if (before.getOrDefault(found.source(), -1L) < known.version()) {
        try {
          keep(subject, new Looked(found.source(), found.look().apply(known)), known);
        } catch (RuntimeException e) {
          LOG.warn(
              "{} of {} cannot be looked at: {}",
              found.source(),
              subject,
              e.getClass().getSimpleName());
          keep(subject, new Looked(found.source(), List.of()), known);
        }
      }
    }
  }

  /** Writes down what came of it; if a signer was added meanwhile, it is looked at again. */
  private void keep(Subject subject, Looked looked, Known known) {
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

  /** What is known of an image: what is authentic first. */
  public List<Fact> of(Subject subject) {
    return database.read(handle -> FactRows.of(handle, subject));
  }
}
