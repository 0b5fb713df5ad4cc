package redoubt.signatures;

import java.util.Optional;
import java.util.function.Predicate;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.oci.ImageReference;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.foreign.Cover;
import redoubt.signatures.foreign.ForeignName;
import redoubt.signatures.foreign.Tracked;
import redoubt.signatures.sql.CoverRows;
import redoubt.signatures.sql.TrackedRows;
import redoubt.signatures.trust.TrustPolicy;
import redoubt.signatures.trust.Verdicts;
import redoubt.signatures.watch.Covers;
import redoubt.store.Database;

/**
 * What other rooms ask about images, whatever registry they are of: from what is known here,
 * without a call of anybody. An image of another registry that nobody named before is looked at
 * from then on.
 */
public final class Judge {
  private final Database database;
  private final Images images;
  private final Verdicts verdicts;
  private final Covers covers;
  private final Predicate<String> ours;

  Judge(
      Database database, Images images, Verdicts verdicts, Covers covers, Predicate<String> ours) {
    this.database = database;
    this.images = images;
    this.verdicts = verdicts;
    this.covers = covers;
    this.ours = ours;
  }

  /**
   * What a tag of an image means at the moment.
   *
   * @param image in full, with a tag
   * @throws Failure why it is not known: {@code signatures.no-image}, {@code
   *     signatures.no-namespace}, {@code signatures.not-covered}, {@code signatures.not-looked-at},
   *     {@code signatures.bad-foreign-name}, {@code signatures.node-loopback}, {@code
   *     signatures.limit}
   */
  public Digest meaning(String instance, ImageReference image) {
    Tag tag = image.tag().orElseThrow(() -> new IllegalArgumentException("no tag: " + image));
    if (ours.test(image.registry())) {
      requireOwn(instance, image.repository());
      return images.tagged(image.repository(), tag).orElseThrow(SignatureFailures::noImage);
    }
    Tracked tracked = tracked(instance, image, new Reference.ByTag(tag));
    return tracked.digest().orElseThrow(SignatureFailures::notLookedAt);
  }

  /**
   * What is said of an image.
   *
   * @param image in full; its tag counts as the one it was asked for by
   * @param policy that has to be met; empty for the one of its namespace
   * @throws Failure as {@link #meaning}
   */
  public Verdicts.Answer of(
      String instance, ImageReference image, Digest digest, Optional<TrustPolicy> policy) {
    Subject subject = subject(instance, image, digest);
    return verdicts.of(subject, image.tag(), policy);
  }

  private Subject subject(String instance, ImageReference image, Digest digest) {
    if (ours.test(image.registry())) {
      requireOwn(instance, image.repository());
      if (images.manifest(image.repository(), digest).isEmpty()) {
        throw SignatureFailures.noImage();
      }
      return new Subject(instance, image.repository(), digest);
    }
    Tracked tracked =
        image
            .tag()
            .map(tag -> tracked(instance, image, new Reference.ByTag(tag)))
            .filter(one -> one.digest().filter(digest::equals).isPresent())
            .orElseGet(() -> tracked(instance, image, new Reference.ByDigest(digest)));
    if (tracked.digest().isEmpty()) {
      throw SignatureFailures.notLookedAt();
    }
    return new Subject(instance, tracked.namespace(), tracked.image().name().key(), digest);
  }

  private void requireOwn(String instance, RepositoryName repository) {
    if (images.owner(repository.first()).filter(instance::equals).isEmpty()) {
      throw SignatureFailures.noNamespace();
    }
  }

  private Tracked tracked(String instance, ImageReference image, Reference reference) {
    ForeignName.Image named =
        new ForeignName.Image(new ForeignName(image.registry(), image.repository()), reference);
    Optional<Tracked> there =
        database.read(handle ->
            Cover.of(CoverRows.of(handle, instance), named.name())
                .flatMap(cover ->
                    TrackedRows.find(handle, instance, named)
                        .filter(one -> one.namespace().equals(cover.namespace()))));
    return there.orElseGet(() -> covers.name(instance, named.text()));
  }
}
