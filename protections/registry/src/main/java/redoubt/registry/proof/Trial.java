package redoubt.registry.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.crypto.Randomness;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.registry.proof.ProvingGround.Answer;
import redoubt.registry.proof.ProvingGround.Call;
import redoubt.registry.proof.ProvingGround.Credential;
import redoubt.registry.proof.ProvingGround.Side;
import redoubt.registry.proof.ProvingGround.Visit;
import redoubt.web.Json;

/** A visit with a repository in each of the instances; closing it ends the visit. */
final class Trial implements AutoCloseable {
  private static final Map<String, String> BYTES =
      Map.of("Content-Type", "application/octet-stream");

  /** A layer, and the image that needs it and another blob. */
  @SuppressWarnings("ArrayRecordComponent")
  record Image(byte[] config, byte[] layer, byte[] manifest) {
    static Image random(int bytes) {
      byte[] config =
          Json.bytes(Map.of("id", java.util.HexFormat.of().formatHex(Randomness.bytes(12))));
      byte[] layer = Randomness.bytes(bytes);
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("schemaVersion", 2);
      fields.put("mediaType", MediaTypes.OCI_MANIFEST);
      fields.put("config", descriptor(MediaTypes.OCI_CONFIG, config));
      fields.put("layers", List.of(descriptor("application/vnd.oci.image.layer.v1.tar", layer)));
      return new Image(config, layer, Json.bytes(fields));
    }

    private static Map<String, Object> descriptor(String mediaType, byte[] content) {
      return Map.of(
          "mediaType", mediaType, "digest", Digest.of(content).toString(), "size", content.length);
    }

    Digest digest() {
      return Digest.of(manifest);
    }

    Digest layerDigest() {
      return Digest.of(layer);
    }
  }

  private final Visit visit;

  Trial(ProvingGround ground) {
    this.visit = ground.enter();
  }

  Visit visit() {
    return visit;
  }

  String repository(Side side) {
    return visit.namespace(side) + "/app";
  }

  Answer call(Side side, Call call) {
    return visit.call(new Credential.Bearer(side), call);
  }

  /** The call that pushes a blob whole. */
  static Call push(String repository, byte[] content) {
    return new Call(
        "POST",
        "/v2/" + repository + "/blobs/uploads/?digest=" + Digest.of(content),
        BYTES,
        content);
  }

  static Call put(String repository, Image image, String reference) {
    return new Call(
        "PUT",
        "/v2/" + repository + "/manifests/" + reference,
        Map.of("Content-Type", MediaTypes.OCI_MANIFEST),
        image.manifest());
  }

  static Call pull(String repository, Digest blob) {
    return new Call("GET", "/v2/" + repository + "/blobs/" + blob);
  }

  /** Pushes an image with the credential. */
  void mustPush(Credential who, String repository, Image image) {
    must(who, push(repository, image.config()));
    must(who, push(repository, image.layer()));
    must(who, put(repository, image, "v1"));
  }

  /** A token of the registry for a repository, with whatever of it the server grants. */
  Credential token(Side side, String repository) {
    String scope = "repository:" + repository + ":pull,push,delete";
    Answer answer =
        must(
            new Credential.Login(side),
            new Call(
                "GET",
                "/v2/_auth/token?service=redoubt&scope="
                    + URLEncoder.encode(scope, StandardCharsets.UTF_8)));
    JsonNode json = Json.parse(answer.body());
    return new Credential.Token(json.path("token").asText());
  }

  /**
   * Does what the attack presupposes.
   *
   * @throws IllegalStateException when it does not succeed
   */
  Answer must(Credential who, Call call) {
    Answer answer = visit.call(who, call);
    if (!answer.succeeded()) {
      throw new IllegalStateException(
          "the proof could not be prepared: "
              + call.method()
              + " "
              + call.path().replaceFirst("\\?.*", "")
              + " was answered with "
              + answer);
    }
    return answer;
  }

  @Override
  public void close() {
    visit.close();
  }
}
