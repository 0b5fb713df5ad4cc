package redoubt.admission.decide;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.admission.policy.Choice;
import redoubt.admission.policy.Policies;
import redoubt.admission.policy.Requirement;
import redoubt.admission.policy.Rule;
import redoubt.admission.review.Review;
import redoubt.admission.review.Slot;
import redoubt.admission.review.Slots;
import redoubt.oci.Digest;
import redoubt.oci.ImageReference;

/** Decides on one question. */
public final class Decider {
  /** Which of the two webhooks is asked. */
  public enum Phase {
    /** Digests are written. */
    MUTATING,
    /** After all who change objects: what was not written by then is not written any more. */
    VALIDATING
  }

  private final Policies policies;
  private final Evidence evidence;
  private final Phase phase;
  private final Instant now;
  private final Map<String, Looked> looked = new HashMap<>();

  private Decider(Policies policies, Evidence evidence, Phase phase, Instant now) {
    this.policies = policies;
    this.evidence = evidence;
    this.phase = phase;
    this.now = now;
  }

  /**
   * @throws redoubt.core.Failure {@code admission.bad-review}
   */
  public static Verdict decide(
      Review review, Policies policies, Evidence evidence, Phase phase, Instant now) {
    return new Decider(policies, evidence, phase, now).decide(review);
  }

  private Verdict decide(Review review) {
    List<Looked> images = new ArrayList<>();
    for (Slot slot : Slots.changed(review)) {
      Looked one =
          looked.computeIfAbsent(slot.image(), _ -> look(slot, review.namespace(), isPod(review)));
      images.add(
          new Looked(slot, one.image(), one.choice(), one.digest(), one.why(), one.pinned()));
    }
    boolean refused = images.stream().anyMatch(Looked::isRefused);
    List<Verdict.Patch> patches =
        refused || phase == Phase.VALIDATING
            ? List.of()
            : images.stream().flatMap(one -> patch(one, isPod(review)).stream()).toList();
    return new Verdict(review, images, patches);
  }

  private static boolean isPod(Review review) {
    return Slots.isPod(review);
  }

  /** What is said of one image, used in a namespace. */
  public static Looked look(
      String image, String namespace, Policies policies, Evidence evidence, Instant now) {
    return look(image, namespace, policies, evidence, Phase.MUTATING, now);
  }

  /** What is said of one image of a pod whose digests are written. */
  public static Looked lookAsWritten(
      String image, String namespace, Policies policies, Evidence evidence, Instant now) {
    return look(image, namespace, policies, evidence, Phase.VALIDATING, now);
  }

  private static Looked look(
      String image,
      String namespace,
      Policies policies,
      Evidence evidence,
      Phase phase,
      Instant now) {
    return new Decider(policies, evidence, phase, now)
        .look(new Slot(Slot.Place.CONTAINER, "", "", image), namespace, true);
  }

  private Looked look(Slot slot, String namespace, boolean pod) {
    Optional<ImageReference> parsed = ImageReference.parse(slot.image().strip());
    if (parsed.isEmpty()) {
      return new Looked(
          slot, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
    }
    ImageReference image = parsed.get().normal();
    Choice choice = policies.choose(namespace, forms(slot.image().strip(), image), now);
    if (!(choice instanceof Choice.Exempt)) {
      Optional<Looked> exempt = exemptByDigest(slot, image, namespace, pod);
      if (exempt.isPresent()) {
        return exempt.get();
      }
    }
    if (!(choice instanceof Choice.Found found)
        || found.entry().rule().requirement().equals(Requirement.NOTHING)) {
      return new Looked(slot, parsed, Optional.of(choice), image.digest(), Optional.empty(), true);
    }
    Evidence.Meaning meaning = meaning(image);
    Reason why =
        new Weighing(evidence, image, meaning, namespace).of(found.entry().rule().requirement());
    Optional<Digest> digest =
        meaning instanceof Evidence.Meaning.Exactly(Digest exactly)
            ? Optional.of(exactly)
            : Optional.empty();
    boolean wanted = pod && found.entry().rule().rewriting() != Rule.Rewriting.NEVER;
    boolean pinned = phase == Phase.MUTATING || !wanted || image.digest().isPresent();
    return new Looked(slot, parsed, Optional.of(choice), digest, Optional.of(why), pinned);
  }

  /**
   * An exception may name the digest that a tag means: the pod is given that digest, so that it is
   * the image of the exception that runs.
   */
  private Optional<Looked> exemptByDigest(
      Slot slot, ImageReference image, String namespace, boolean pod) {
    if (!policies.exemptsDigests(namespace, now)
        || !(meaning(image) instanceof Evidence.Meaning.Exactly(Digest digest))) {
      return Optional.empty();
    }
    List<String> forms =
        image
            .tag()
            .map(tag -> List.of(image.name() + "@" + digest, image.untied() + "@" + digest))
            .orElse(List.of(image.name() + "@" + digest));
    boolean pinned = phase == Phase.MUTATING || !pod || image.digest().isPresent();
    return policies
        .exempt(namespace, forms, now)
        .map(exempt ->
            new Looked(
                slot,
                Optional.of(image),
                Optional.of(exempt),
                Optional.of(digest),
                Optional.empty(),
                pinned));
  }

  private Evidence.Meaning meaning(ImageReference image) {
    return image
        .digest()
        .<Evidence.Meaning>map(Evidence.Meaning.Exactly::new)
        .orElseGet(() -> evidence.meaning(image));
  }

  /**
   * How the image may be written in policies. A tag beside a digest counts only where it means that
   * digest: runtimes do not look at it, so anybody may write any.
   */
  private List<String> forms(String written, ImageReference image) {
    List<String> forms = new ArrayList<>(List.of(written, image.toString()));
    if (image.tag().isPresent() && image.digest().isPresent()) {
      ImageReference tagged = image.untied();
      if (evidence.meaning(tagged) instanceof Evidence.Meaning.Exactly(Digest digest)
          && digest.equals(image.digest().get())) {
        forms.add(written.substring(0, written.indexOf('@')));
        forms.add(tagged.toString());
      }
    }
    return forms.stream().distinct().toList();
  }

  private static Optional<Verdict.Patch> patch(Looked one, boolean pod) {
    if (one.image().flatMap(ImageReference::digest).isPresent()) {
      return Optional.empty();
    }
    return switch (one.choice().orElse(null)) {
      case Choice.Found found when one.holds() && one.why().isPresent() ->
          one.digest().flatMap(digest -> patch(one, digest, found.entry().rule(), pod));
      case Choice.Exempt _ -> one.digest().flatMap(digest -> patch(one, digest, Rule.ADMIT, pod));
      case null, default -> Optional.empty();
    };
  }

  private static Optional<Verdict.Patch> patch(Looked one, Digest digest, Rule rule, boolean pod) {
    String pointer = one.slot().pointer();
    String pinned = one.slot().image().strip() + "@" + digest;
    return switch (rule.rewriting()) {
      case PODS -> pod ? Optional.of(new Verdict.Patch(pointer, pinned)) : Optional.empty();
      case EVERYWHERE ->
          Optional.of(new Verdict.Patch(pointer, one.image().orElseThrow().name() + "@" + digest));
      case NEVER -> Optional.empty();
    };
  }
}
