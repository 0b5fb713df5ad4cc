package redoubt.registry.life;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.registry.TagPatterns;

/** What a policy does to the images of one repository. */
final class RetentionPlan {
  /** What was made before there were images has no date that means anything. */
  private static final Instant FIRST = Instant.parse("2013-01-19T00:13:39Z");

  /** What becomes of an image, and why. */
  enum Fate {
    /** To the trash. */
    GOES("that go to the trash"),
    /** A list of manifests. */
    IS_INDEX("for several platforms"),
    /** A list that is there names it. */
    IN_INDEX("as a platform of another"),
    /** It does not say when it was made, or not credibly; it may be no image at all. */
    HAS_NO_DATE("that do not say credibly when they were made"),
    IS_UNTAGGED("without a tag"),
    IS_IMMUTABLE("with an immutable tag"),
    TAG_MATCHES("with a tag that the policy keeps"),
    RUNS("that run"),
    /** It is not known what runs; or there is no cluster of which it could be, and it has a tag. */
    MAY_RUN("that may run"),
    AMONG_NEWEST("among the newest"),
    MADE_LATELY("made lately"),
    PUSHED_LATELY("pushed lately");

    private final String inWords;

    Fate(String inWords) {
      this.inWords = inWords;
    }

    /** As JSON has it: {@code among-newest}. */
    String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What is said after a number of images: {@code among the newest}. */
    String inWords() {
      return inWords;
    }
  }

  /** What becomes of one image. */
  record Verdict(Image image, Fate fate) {}

  private final RetentionPolicy policy;
  private final TagPatterns immutable;
  private final Running.Sight running;
  private final Instant now;

  /**
   * @param immutable tags that are not deleted
   * @param running what is known of what runs
   */
  RetentionPlan(RetentionPolicy policy, TagPatterns immutable, Running.Sight running, Instant now) {
    this.policy = policy;
    this.immutable = immutable;
    this.running = running;
    this.now = now;
  }

  /**
   * @param listed manifests that lists in the repository name
   */
  List<Verdict> of(List<Image> images, Set<Digest> listed) {
    Set<Digest> newest =
        images.stream()
            .filter(image -> excluded(image, listed).isEmpty())
            .sorted(
                Comparator.comparing((Image image) -> image.created().orElseThrow())
                    .reversed()
                    .thenComparing(image -> image.digest().toString()))
            .limit(policy.newest().orElse(0))
            .map(Image::digest)
            .collect(Collectors.toSet());
    return images.stream()
        .map(image ->
            new Verdict(image, excluded(image, listed).orElseGet(() -> fate(image, newest))))
        .toList();
  }

  /** Images that are kept without being counted. */
  private Optional<Fate> excluded(Image image, Set<Digest> listed) {
    if (MediaTypes.isIndex(image.mediaType())) {
      return Optional.of(Fate.IS_INDEX);
    }
    if (listed.contains(image.digest())) {
      return Optional.of(Fate.IN_INDEX);
    }
    if (image.created().filter(made -> !made.isBefore(FIRST)).isEmpty()) {
      return Optional.of(Fate.HAS_NO_DATE);
    }
    return policy.keepUntagged() && image.tags().isEmpty()
        ? Optional.of(Fate.IS_UNTAGGED)
        : Optional.empty();
  }

  private Fate fate(Image image, Set<Digest> newest) {
    if (newest.contains(image.digest())) {
      return Fate.AMONG_NEWEST;
    }
    if (policy.days().isPresent()
        && isWithin(image.created().orElseThrow(), policy.days().getAsInt())) {
      return Fate.MADE_LATELY;
    }
    // A list of manifests is pushed after what it lists.
    if (isWithin(image.pushedAt(), policy.thresholdDays())
        || (image.tags().isEmpty() && isWithin(image.wantedAt(), 1))) {
      return Fate.PUSHED_LATELY;
    }
    if (image.tags().stream().anyMatch(immutable::matches)) {
      return Fate.IS_IMMUTABLE;
    }
    if (image.tags().stream().anyMatch(policy.keepTags()::matches)) {
      return Fate.TAG_MATCHES;
    }
    return switch (running) {
      case Running.Sight.Known known -> known.mayRun(image.digest()) ? Fate.RUNS : Fate.GOES;
      case Running.Sight.Unknown _ -> policy.assumeUnused() ? Fate.GOES : Fate.MAY_RUN;
      case Running.Sight.NoCluster _ ->
          image.tags().isEmpty() || policy.assumeUnused() ? Fate.GOES : Fate.MAY_RUN;
    };
  }

  private boolean isWithin(Instant at, int days) {
    return at.plus(Duration.ofDays(days)).isAfter(now);
  }
}
