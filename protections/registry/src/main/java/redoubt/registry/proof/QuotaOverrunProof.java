package redoubt.registry.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import redoubt.registry.proof.ProvingGround.Answer;
import redoubt.registry.proof.ProvingGround.Call;
import redoubt.registry.proof.ProvingGround.Credential;
import redoubt.registry.proof.ProvingGround.Side;
import redoubt.registry.proof.Trial.Image;
import redoubt.web.Json;

/** Pushes more than a namespace may keep, at once and in pieces. */
public final class QuotaOverrunProof extends RegistryAttack {
  private static final int LIMIT = 64 << 10;
  private static final int FITS = 20 << 10;
  private static final int LEFT_BUT_ONE = 40 << 10;
  private static final int TOO_MUCH = 60 << 10;
  private static final Credential MANAGER = new Credential.Bearer(Side.HOME);

  public QuotaOverrunProof(ProvingGround ground) {
    super(
        ground,
        "quota-overrun",
        "A namespace never keeps more than its limit.",
        "Limited a namespace to 64 KiB, pushed an image that fits, then one that does not, and then"
            + " two of which each alone would fit, their layers before their manifests.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    String repository = trial.repository(Side.HOME);
    limit(trial);
    Image fits = Image.random(FITS);
    trial.mustPush(MANAGER, repository, fits);
    Answer again = trial.call(Side.HOME, Trial.put(repository, fits, "v2"));
    findings.mustHold(again.status() == 201, "A second tag for what is there was refused");

    Image tooMuch = Image.random(TOO_MUCH);
    mustNotBecomeAnImage(
        findings,
        trial,
        "An image that is larger than what is left",
        List.of(
            Trial.push(repository, tooMuch.config()),
            Trial.push(repository, tooMuch.layer()),
            Trial.put(repository, tooMuch, "v3")),
        tooMuch);

    Image one = Image.random(LEFT_BUT_ONE);
    Image other = Image.random(LEFT_BUT_ONE);
    mustNotBecomeAnImage(
        findings,
        trial,
        "The second of two images that fit one by one",
        List.of(
            Trial.push(repository, one.config()),
            Trial.push(repository, other.config()),
            Trial.push(repository, one.layer()),
            Trial.push(repository, other.layer()),
            Trial.put(repository, one, "v4"),
            Trial.put(repository, other, "v5")),
        other);
    long kept = kept(trial);
    findings.mustHold(
        kept > FITS && kept <= LIMIT,
        "The namespace keeps " + kept + " bytes under a limit of " + LIMIT);
    findings.mustHold(
        trial.call(Side.HOME, Trial.pull(repository, fits.layerDigest())).status() == 200,
        "The image that fits is there no more");
    return findings.observation(
        "Both were refused for the quota; the namespace keeps "
            + kept
            + " of "
            + LIMIT
            + " bytes, and what fits was taken.");
  }

  private static void limit(Trial trial) {
    Answer _ =
        trial.must(
            MANAGER,
            Call.json(
                "PATCH",
                "/v1/instances/"
                    + trial.visit().instance(Side.HOME)
                    + "/namespaces/"
                    + trial.visit().namespace(Side.HOME),
                Map.of("limit", LIMIT)));
  }

  /** One of the calls is refused for the quota, and the image is not there afterwards. */
  private static void mustNotBecomeAnImage(
      Findings findings, Trial trial, String what, List<Call> calls, Image image) {
    boolean refused = false;
    for (Call call : calls) {
      Answer answer = trial.call(Side.HOME, call);
      refused |=
          answer.status() == 403
              && (answer.names("registry.storage-quota") || answer.names("registry.pending-quota"));
    }
    findings.mustHold(refused, what + " was not refused for the quota");
    findings.mustHold(
        trial
                .call(
                    Side.HOME,
                    new Call(
                        "GET",
                        "/v2/" + trial.repository(Side.HOME) + "/manifests/" + image.digest()))
                .status()
            == 404,
        what + " was taken");
  }

  private static long kept(Trial trial) {
    JsonNode report =
        Json.parse(
            trial
                .must(
                    MANAGER,
                    new Call(
                        "GET", "/v1/instances/" + trial.visit().instance(Side.HOME) + "/quota"))
                .body());
    for (JsonNode namespace : report.path("namespaces")) {
      if (namespace.path("name").asText().equals(trial.visit().namespace(Side.HOME))) {
        return namespace.path("store").asLong(-1);
      }
    }
    return -1;
  }
}
