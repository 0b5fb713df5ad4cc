package redoubt.signatures.judge;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.oci.ImageReference;
import redoubt.oci.Reference;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.signatures.Images;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.beside.Beside;
import redoubt.signatures.beside.PutSignature;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.foreign.Cover;
import redoubt.signatures.foreign.ForeignName;
import redoubt.signatures.foreign.Tracked;
import redoubt.signatures.gpg.IdentityRule;
import redoubt.signatures.gpg.PgpKeys;
import redoubt.signatures.signers.NamedSigner;
import redoubt.signatures.sql.CopyRows;
import redoubt.signatures.sql.CoverRows;
import redoubt.signatures.sql.SignerRows;
import redoubt.signatures.sql.TrackedRows;
import redoubt.signatures.trust.TrustPolicy;
import redoubt.signatures.trust.Verdicts;
import redoubt.signatures.trust.Without;
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
  private final Beside beside;
  private final Predicate<String> ours;
  private final InstantSource clock;

  /**
   * @param ours whether a registry is this server
   */
  public Judge(
      Database database,
      Images images,
      Verdicts verdicts,
      Covers covers,
      Beside beside,
      Predicate<String> ours,
      InstantSource clock) {
    this.database = database;
    this.images = images;
    this.verdicts = verdicts;
    this.covers = covers;
    this.beside = beside;
    this.ours = ours;
    this.clock = clock;
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
    return of(instance, image, digest, policy, Optional.empty());
  }

  /**
   * The same as it would be if somebody were revoked.
   *
   * @param without who; {@link #requireLive} says whether there is such a signer
   * @throws Failure as {@link #meaning}
   */
  public Verdicts.Answer of(
      String instance,
      ImageReference image,
      Digest digest,
      Optional<TrustPolicy> policy,
      Optional<Without> without) {
    Subject subject = subject(instance, image, digest);
    return verdicts.of(subject, image.tag(), policy, without);
  }

  /**
   * That somebody signs who can be revoked.
   *
   * @throws Failure {@code signatures.no-namespace}, {@code signatures.no-signer}, {@code
   *     signatures.already-revoked}
   */
  public void requireLive(String instance, Without signer) {
    if (images.owner(signer.namespace()).filter(instance::equals).isEmpty()) {
      throw SignatureFailures.noNamespace();
    }
    NamedSigner named =
        database.read(handle -> SignerRows.of(handle, instance, signer.namespace())).stream()
            .filter(one -> one.name().equals(signer.signer()))
            .findFirst()
            .orElseThrow(() -> SignatureFailures.noSigner(signer.namespace()));
    named
        .revocation()
        .ifPresent(revocation -> {
          throw SignatureFailures.alreadyRevoked(signer.signer(), revocation.at());
        });
  }

  /**
   * Whether its tag is signed in Docker Content Trust.
   *
   * @param image in full
   * @param keys of signers who all have to have signed; none for whom the collection believes
   * @throws Failure as {@link #meaning}; {@code signatures.bad-signer} for a key that is none
   */
  public Opinion signedTag(
      String instance, ImageReference image, Digest digest, List<NamedKey> keys) {
    return SignedTag.of(
        of(instance, image, digest, Optional.empty()).facts(), image.tag(), keys, clock.instant());
  }

  /**
   * Whether one of some OpenPGP keys has signed it.
   *
   * @param image in full
   * @param keys armoured
   * @param rule which name the signature may have for it
   * @throws Failure as {@link #meaning}; {@code signatures.bad-pgp-key}
   */
  public Opinion simplySigned(
      String instance, ImageReference image, Digest digest, String keys, IdentityRule rule) {
    Subject subject = subject(instance, image, digest);
    return SimplySigned.of(
        digest,
        image.tag().isPresent() ? image.untied().toString() : image.toString(),
        messages(subject),
        PgpKeys.read(keys.getBytes(StandardCharsets.UTF_8)),
        rule,
        clock.instant());
  }

  private Stream<byte[]> messages(Subject subject) {
    if (!subject.isForeign()) {
      return beside.of(subject).stream().map(PutSignature::content);
    }
    return database
        .read(handle ->
            CopyRows.openPgp(handle, subject.instance(), subject.repository(), subject.digest()))
        .stream()
        .limit(Beside.MOST)
        .flatMap(digest -> message(subject, digest).stream());
  }

  private Optional<byte[]> message(Subject subject, Digest digest) {
    Digest image = subject.digest();
    return database.read(handle ->
        CopyRows.openPgp(handle, subject.instance(), subject.repository(), image, digest));
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
