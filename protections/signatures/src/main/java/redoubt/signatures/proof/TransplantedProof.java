package redoubt.signatures.proof;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import redoubt.signatures.proof.CertificateSigner.Validity;
import redoubt.signatures.proof.Trial.Pushed;

/** Puts good signatures of one image where those of another belong. */
public final class TransplantedProof extends TrustAttack {
  private static final Duration DAY = Duration.ofDays(1);
  private static final String TAG = "v1";

  public TransplantedProof(ProvingGround ground) {
    super(
        ground,
        "transplanted",
        "A signature counts for the image that was signed and for no other, and a list of signed"
            + " tags in the collection that it was published in.",
        "Took good signatures and attestations of one image and put them to others: under the tags"
            + " that cosign looks for, in manifests about the other image, in bundles, in both"
            + " envelopes of the Notary Project, and as an OpenPGP message beside it; published a"
            + " list of tags that was withdrawn in a second collection of the repository, and one"
            + " in another repository under a root of one's own.");
  }

  /**
   * @param put puts a signature of the first image to the second
   */
  private record Kind(String what, BiConsumer<Pushed, Pushed> put) {}

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    Instant now = trial.now();
    KeySigner signer = new KeySigner();
    trial.admit("release", "key", signer.publicKey());
    CertificateSigner certified = new CertificateSigner(now);
    trial.admit("authority", "certificate", certified.authority());
    PgpSigner pgp = new PgpSigner(now.minusSeconds(60));
    trial.admit("pgp", "openpgp", pgp.publicKey());
    Validity valid = new Validity(now.minus(DAY), now.plus(DAY));
    Instant at = now.minusSeconds(60);
    List<Kind> signatures =
        List.of(
            pushed(trial, "by tag", signer::byTag),
            pushed(trial, "in a manifest about it", signer::aboutSubject),
            pushed(
                trial,
                "in a bundle",
                (named, subject) -> signer.bundle(named, subject, KeySigner.SIGNS)),
            pushed(
                trial,
                "of the Notary Project",
                (named, subject) -> certified.sign(named, subject, valid, at, Optional.empty())),
            pushed(
                trial,
                "of the Notary Project in COSE",
                (named, subject) -> certified.inCose(named, subject, valid, at)),
            new Kind(
                "of OpenPGP",
                (named, beside) ->
                    trial.beside(beside, pgp.sign(named, trial.repository() + ":" + TAG))));
    attempt(trial, signatures, findings);
    if (!findings.areBreached()) {
      collections(trial, findings);
      attestations(trial, signer, findings);
    }
    return findings.observation(
        "Each of "
            + findings.refused()
            + " signatures counted where it belonged, and for no other image.");
  }

  private static void collections(Trial trial, Findings findings) {
    withdrawn(trial, findings);
    elsewhere(trial, findings);
  }

  private static void attestations(Trial trial, KeySigner signer, Findings findings) {
    trial.policy(Map.of("attested", KeySigner.ATTESTS, "signedBy", List.of("release")));
    attempt(
        trial,
        List.of(
            pushed(
                trial,
                "of an attestation in a bundle",
                (named, subject) -> signer.bundle(named, subject, KeySigner.ATTESTS)),
            pushed(trial, "of an attestation by tag", signer::attestation)),
        findings);
  }

  private static Kind pushed(
      Trial trial, String what, BiFunction<Pushed, Pushed, Attachment> signature) {
    return new Kind(what, (named, to) -> trial.attach(signature.apply(named, to)));
  }

  private static void attempt(Trial trial, List<Kind> kinds, Findings findings) {
    for (Kind kind : kinds) {
      Pushed signed = trial.image();
      Pushed other = trial.image();
      kind.put().accept(signed, signed);
      kind.put().accept(signed, other);
      findings.mustBeTrusted("The image with a signature " + kind.what(), trial.verdict(signed, 1));
      findings.mustNotBeTrusted(
          "Another image with that signature " + kind.what(), trial.verdict(other, 1));
    }
  }

  /** An old list of tags in a collection that was begun before the one that it is of. */
  private static void withdrawn(Trial trial, Findings findings) {
    KeySigner tagging = new KeySigner();
    trial.admit("tagging", "key", tagging.publicKey());
    Collection second = new Collection(trial, "localhost:1/" + trial.repository(), tagging.pair());
    Collection first = new Collection(trial, tagging.pair());
    Pushed old = trial.image();
    Pushed fresh = trial.image();
    first.mustPublish(1, Map.of(TAG, old));
    findings.mustBeTrusted(
        "The image with a signed tag",
        trial.verdict(old.digest().toString(), Trial.Judged::trusted));
    byte[] list = first.fetch("targets");
    first.mustPublish(2, Map.of(TAG, fresh));
    findings.mustBeTrusted(
        "The image that has the signed tag now",
        trial.verdict(fresh.digest().toString(), Trial.Judged::trusted));
    findings.mustNotBeTrusted(
        "The image whose signed tag was withdrawn",
        trial.verdict(
            old.digest().toString(), judged -> !judged.trusted() && judged.signatures() == 0));
    second.mustPublish(list);
    findings.mustNotBeTrusted(
        "An image whose withdrawn tag is in a second collection", trial.verdict(old, 1));
  }

  /** A list of tags in another repository, under the root of whoever may push there. */
  private static void elsewhere(Trial trial, Findings findings) {
    KeySigner tagging = new KeySigner();
    Trial home = trial.in("bound");
    Trial away = trial.in("away");
    Collection bound = new Collection(home, tagging.pair());
    trial.admit("bound", "key", tagging.publicKey(), Map.of("collectionRoot", bound.rootPrint()));
    String id = trial.repository() + " bound";
    Pushed image = home.image(id);
    Pushed copy = away.image(id);
    bound.mustPublish(1, Map.of(TAG, image));
    findings.mustBeTrusted(
        "The image with a signed tag under its root",
        home.verdict(image.digest().toString(), Trial.Judged::trusted));
    new Collection(away, tagging.pair()).mustPublish(bound.fetch("targets"));
    findings.mustNotBeTrusted(
        "An image whose signed tag was copied under another root", away.verdict(copy, 1));
  }
}
