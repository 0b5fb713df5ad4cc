package redoubt.registry.proof;

import java.util.Arrays;
import java.util.Map;
import redoubt.registry.proof.ProvingGround.Answer;
import redoubt.registry.proof.ProvingGround.Call;
import redoubt.registry.proof.ProvingGround.Credential;
import redoubt.registry.proof.ProvingGround.Side;
import redoubt.registry.proof.Trial.Image;

/** Changes a layer where it lies, and pulls it. */
public final class DamagedBlobProof extends RegistryAttack {
  private static final int LAYER = 200 << 10;
  private static final Credential MANAGER = new Credential.Bearer(Side.HOME);

  private final Disk disk;

  public DamagedBlobProof(ProvingGround ground, Disk disk) {
    super(
        ground,
        "damaged-blob",
        "Nobody is given all of a blob whose file was changed: it is found when it is read, and"
            + " healed by who pushes it again.",
        "Pulled a layer, turned one bit of it in the content store, pulled it whole and in part,"
            + " asked whether it is there, and pushed it again.");
    this.disk = disk;
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    String repository = trial.repository(Side.HOME);
    Image image = Image.random(LAYER);
    trial.mustPush(MANAGER, repository, image);
    findings.mustHold(
        isWhole(trial, repository, image), "The layer could not be pulled before either");

    disk.turnBit(image.layerDigest(), LAYER / 2);
    Answer part =
        trial.call(
            Side.HOME,
            new Call(
                "GET",
                Trial.pull(repository, image.layerDigest()).path(),
                Map.of("Range", "bytes=0-99"),
                new byte[0]));
    findings.mustBeRefused("A part of the changed layer", part, 500, "registry.blob-is-damaged");
    Answer whole = trial.call(Side.HOME, Trial.pull(repository, image.layerDigest()));
    findings.mustHold(
        whole.status() != 200 || whole.body().length < image.layer().length,
        "The changed layer was handed out whole");
    findings.mustHold(
        trial
                .call(
                    Side.HOME, new Call("HEAD", Trial.pull(repository, image.layerDigest()).path()))
                .status()
            == 404,
        "The changed layer counts as there for who asks whether to push it");

    Answer _ = trial.must(MANAGER, Trial.push(repository, image.layer()));
    findings.mustHold(
        isWhole(trial, repository, image), "The layer was not healed by pushing it again");
    return findings.observation(
        "The turned bit was found before anything of the layer was handed out whole; pushed again,"
            + " the layer was healed.");
  }

  private static boolean isWhole(Trial trial, String repository, Image image) {
    Answer answer = trial.call(Side.HOME, Trial.pull(repository, image.layerDigest()));
    return answer.status() == 200 && Arrays.equals(answer.body(), image.layer());
  }
}
