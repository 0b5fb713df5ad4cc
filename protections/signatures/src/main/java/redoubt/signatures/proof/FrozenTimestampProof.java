package redoubt.signatures.proof;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import redoubt.signatures.Fact;
import redoubt.signatures.proof.Trial.Pushed;
import redoubt.signatures.tuf.Pin;
import redoubt.signatures.tuf.TufFiles;
import redoubt.signatures.tuf.TufVerifier;
import redoubt.web.Json;

/** Hands out the same timestamp for ever. */
public final class FrozenTimestampProof extends TrustAttack {
  private static final String TAG = "v1";
  private static final Duration LONGEST = Duration.ofDays(15);

  private final Foresight foresight;

  public FrozenTimestampProof(ProvingGround ground, Foresight foresight) {
    super(
        ground,
        "frozen-timestamp",
        "What a signed collection says counts for two weeks unless the server signs anew that it"
            + " still holds, and nobody else can say so in its place.",
        "Published a signed collection, and had its files judged a second after the timestamp's"
            + " end, by the server and as a client would; published a timestamp of ten years, and a"
            + " root that takes the timestamp from the server.");
    this.foresight = foresight;
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    Collection collection = new Collection(trial);
    trial.admit("release", "key", collection.publicKey());
    Pushed image = trial.image();
    trial.tag(image, TAG);
    collection.mustPublish(1, Map.of(TAG, image));
    findings.mustBeTrusted("The image", trial.verdict(TAG, Trial.Judged::trusted));

    byte[] timestamp = collection.fetch("timestamp");
    Map<String, byte[]> files =
        Map.of(
            "targets", collection.fetch("targets"),
            "snapshot", collection.fetch("snapshot"),
            "timestamp", timestamp);
    Instant end = end(timestamp);
    findings.mustHold(
        end.isBefore(trial.now().plus(LONGEST)),
        "The server's timestamp is good until " + end + ", which is longer than two weeks");
    findings.mustHold(
        foresight.trusted(trial.instance(), trial.repository(), image.digest(), trial.now()),
        "What will be said does not begin with what is said");
    findings.mustHold(
        !foresight.trusted(
            trial.instance(), trial.repository(), image.digest(), end.plusSeconds(1)),
        "The image will be trusted after its timestamp has ended");
    TufFiles fetched =
        new TufFiles(trial.repository().text(), List.of(collection.rootFile()), files);
    findings.mustHold(
        holds(fetched, trial.now()), "The files do not hold for a client that fetched them");
    findings.mustHold(
        !holds(fetched, end.plusSeconds(1)),
        "The files hold for a client after their timestamp has ended");

    attemptToSign(findings, trial, collection, image);
    findings.mustBeTrusted("The image in the end", trial.verdict(image.digest()));
    return findings.observation(
        "The timestamp ends at "
            + end
            + ": a second later the image is trusted neither by the server nor by a client; a"
            + " timestamp and a root of others were not taken.");
  }

  /** Says in the server's place that all still holds. */
  private static void attemptToSign(
      Findings findings, Trial trial, Collection collection, Pushed image) {
    byte[] targets = collection.targets(2, Map.of(TAG, image));
    byte[] snapshot = collection.snapshot(2, targets);
    ProvingGround.Answer answer =
        collection.publish(
            Map.of(
                "targets", targets,
                "snapshot", snapshot,
                "timestamp", collection.ownTimestamp(7, snapshot)));
    findings.mustHold(
        answer.succeeded(),
        "The publication with a timestamp of ten years was answered with "
            + answer
            + ", so that it is not seen that the server makes its own");
    findings.mustHold(
        end(collection.fetch("timestamp")).isBefore(trial.now().plus(LONGEST)),
        "A timestamp of ten years was taken");
    findings.mustBeRefused(
        "A root that takes the timestamp from the server",
        collection.publish(Map.of("root", collection.rootWithOwnTimestamp())));
  }

  private static boolean holds(TufFiles files, Instant at) {
    return TufVerifier.verify(files, new Pin.FirstSeen(), at).facts().stream()
        .anyMatch(fact -> fact.isAuthentic() && isGoodAt(fact, at));
  }

  private static boolean isGoodAt(Fact fact, Instant at) {
    return fact.goodUntil().map(at::isBefore).orElse(true);
  }

  private static Instant end(byte[] timestamp) {
    return OffsetDateTime.parse(Json.parse(timestamp).at("/signed/expires").asText()).toInstant();
  }
}
