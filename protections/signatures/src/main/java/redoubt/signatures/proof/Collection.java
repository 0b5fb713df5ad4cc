package redoubt.signatures.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import redoubt.crypto.Hash;
import redoubt.crypto.Randomness;
import redoubt.oci.Digest;
import redoubt.signatures.proof.ProvingGround.Answer;
import redoubt.signatures.proof.ProvingGround.Call;
import redoubt.signatures.tuf.BadDocument;
import redoubt.signatures.tuf.CanonicalJson;
import redoubt.web.Json;

/**
 * A signed collection of the trial's repository, published as {@code docker trust} does (Notary v1,
 * a profile of The Update Framework): root, targets and snapshot are signed here with fresh keys,
 * the timestamp by the server.
 */
final class Collection {
  private static final Duration YEAR = Duration.ofDays(365);
  private static final String FORM = "redoubt-proof";

  /** A key as files name it; the server's have no pair. */
  private record Named(KeyPair pair, String json, String id) {}

  private final Trial trial;
  private final String gun;
  private final Named root;
  private final Named targets;
  private final Named snapshot = bare(KeySigner.keys());
  private final Named ownTimestamp = bare(KeySigner.keys());
  private final String serverKey;
  private final String serverKeyId;
  private final byte[] rootFile;

  Collection(Trial trial) {
    this(trial, KeySigner.keys());
  }

  /**
   * @param targets with what is said what tags name
   */
  Collection(Trial trial, KeyPair targets) {
    this(trial, trial.repository().text(), targets);
  }

  /**
   * Begins one at the server, to which nothing is published yet.
   *
   * @param gun its name: the trial's repository, perhaps with a host before it
   */
  Collection(Trial trial, String gun, KeyPair targets) {
    this.trial = trial;
    this.gun = gun;
    this.targets = bare(targets);
    this.root = certified(KeySigner.keys(), gun, trial.now());
    JsonNode key = Json.parse(trial.must(Call.get(path("timestamp.key"))).body());
    String value = key.at("/keyval/public").asText();
    this.serverKey = keyJson(key.path("keytype").asText(), value);
    this.serverKeyId = id(serverKey);
    this.rootFile = root(1, serverKey, serverKeyId);
  }

  /** Of the key that says what is tagged, as signers are told by. */
  String publicKey() {
    return KeySigner.pem("PUBLIC KEY", targets.pair().getPublic().getEncoded());
  }

  byte[] rootFile() {
    return rootFile;
  }

  /** Of the key that signs the root, as the term {@code collectionRoot} has it. */
  String rootPrint() {
    return Hash.sha256Hex(root.pair().getPublic().getEncoded());
  }

  private String path(String file) {
    return "/v2/" + gun + "/_trust/tuf/" + file;
  }

  /** The newest file of a role, as the server has it. */
  byte[] fetch(String role) {
    return trial.must(Call.get(path(role + ".json"))).body();
  }

  /** A file that says what tags name. */
  byte[] targets(int version, Map<String, Trial.Pushed> tags) {
    Map<String, Object> files = new TreeMap<>();
    tags.forEach((tag, image) ->
        files.put(
            tag,
            Map.of("hashes", Map.of("sha256", base64(image.digest())), "length", image.size())));
    Map<String, Object> signed = document("Targets", version, YEAR);
    signed.put("delegations", Map.of("keys", Map.of(), "roles", List.of()));
    signed.put("targets", files);
    return sign(signed, targets);
  }

  byte[] snapshot(int version, byte[] targetsFile) {
    Map<String, Object> signed = document("Snapshot", version, YEAR);
    signed.put("meta", Map.of("root", meta(rootFile), "targets", meta(targetsFile)));
    return sign(signed, snapshot);
  }

  /** A timestamp by a key that is not the server's, good for ten years. */
  byte[] ownTimestamp(int version, byte[] snapshotFile) {
    Map<String, Object> signed = document("Timestamp", version, YEAR.multipliedBy(10));
    signed.put("meta", Map.of("snapshot", meta(snapshotFile)));
    return sign(signed, ownTimestamp);
  }

  /** The next root, which takes the timestamp from the server. */
  byte[] rootWithOwnTimestamp() {
    return root(2, ownTimestamp.json(), ownTimestamp.id());
  }

  private byte[] root(int version, String timestampKey, String timestampId) {
    Map<String, String> keys = new TreeMap<>();
    for (Named key : List.of(root, targets, snapshot)) {
      keys.put(key.id(), key.json());
    }
    keys.put(timestampId, timestampKey);
    Map<String, Object> signed = document("Root", version, YEAR);
    signed.put("consistent_snapshot", false);
    Map<String, JsonNode> read = new LinkedHashMap<>();
    keys.forEach((id, json) -> read.put(id, Json.parse(json.getBytes(UTF_8))));
    signed.put("keys", read);
    signed.put(
        "roles",
        Map.of(
            "root", role(root.id()),
            "targets", role(targets.id()),
            "snapshot", role(snapshot.id()),
            "timestamp", role(timestampId)));
    return sign(signed, root);
  }

  private static Map<String, Object> role(String id) {
    return Map.of("keyids", List.of(id), "threshold", 1);
  }

  private Map<String, Object> document(String type, int version, Duration life) {
    Map<String, Object> signed = new LinkedHashMap<>();
    signed.put("_type", type);
    signed.put("expires", trial.now().plus(life).toString());
    signed.put("version", version);
    return signed;
  }

  private static Map<String, Object> meta(byte[] file) {
    return Map.of(
        "hashes",
        Map.of(
            "sha256", base64(Digest.of(file)), "sha512", base64(Digest.Algorithm.SHA512.of(file))),
        "length",
        file.length);
  }

  private static String base64(Digest digest) {
    return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(digest.hex()));
  }

  private static byte[] sign(Map<String, Object> signed, Named by) {
    try {
      byte[] message = CanonicalJson.of(Json.parse(Json.bytes(signed)));
      String mark =
          Base64.getEncoder()
              .encodeToString(KeySigner.sign(by.pair(), "SHA256withECDSAinP1363Format", message));
      return ("{\"signed\":"
              + new String(message, UTF_8)
              + ",\"signatures\":[{\"keyid\":\""
              + by.id()
              + "\",\"method\":\"ecdsa\",\"sig\":\""
              + mark
              + "\"}]}")
          .getBytes(UTF_8);
    } catch (BadDocument e) {
      throw new IllegalStateException("what was written has a canonical form", e);
    }
  }

  private static Named bare(KeyPair pair) {
    String json =
        keyJson("ecdsa", Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
    return new Named(pair, json, id(json));
  }

  /** The root's key is in a certificate, whose name is that of the repository. */
  private static Named certified(KeyPair pair, String gun, Instant now) {
    X500Name name = new X500Name("CN=" + gun);
    try {
      byte[] der =
          new JcaX509v3CertificateBuilder(
                  name,
                  new BigInteger(1, Randomness.bytes(8)).add(BigInteger.ONE),
                  Date.from(now.minus(Duration.ofDays(1))),
                  Date.from(now.plus(YEAR)),
                  name,
                  pair.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
              .getEncoded();
      String json =
          keyJson(
              "ecdsa-x509",
              Base64.getEncoder()
                  .encodeToString(KeySigner.pem("CERTIFICATE", der).getBytes(UTF_8)));
      return new Named(pair, json, id(json));
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException("a certificate could not be made", e);
    }
  }

  private static String keyJson(String type, String value) {
    return "{\"keytype\":\""
        + type
        + "\",\"keyval\":{\"private\":null,\"public\":\""
        + value
        + "\"}}";
  }

  private static String id(String json) {
    return Hash.sha256Hex(json.getBytes(UTF_8));
  }

  /** Publishes files of roles, all or none. */
  Answer publish(Map<String, byte[]> files) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    new TreeMap<>(files)
        .forEach((role, file) -> {
          body.writeBytes(
              ("--"
                      + FORM
                      + "\r\nContent-Disposition: form-data; name=\"files\"; filename=\""
                      + role
                      + "\"\r\n\r\n")
                  .getBytes(UTF_8));
          body.writeBytes(file);
          body.writeBytes("\r\n".getBytes(UTF_8));
        });
    body.writeBytes(("--" + FORM + "--\r\n").getBytes(UTF_8));
    return trial.call(
        new Call(
            "POST",
            path(""),
            Map.of("Content-Type", "multipart/form-data; boundary=" + FORM),
            body.toByteArray()));
  }

  /** The first or the next version of what tags name. */
  void mustPublish(int version, Map<String, Trial.Pushed> tags) {
    byte[] targetsFile = targets(version, tags);
    Map<String, byte[]> files = new TreeMap<>();
    if (version == 1) {
      files.put("root", rootFile);
    }
    files.put("targets", targetsFile);
    files.put("snapshot", snapshot(version, targetsFile));
    mustPublish(files);
  }

  /** Publishes a file of another collection as one's own, under a root of one's own. */
  void mustPublish(byte[] foreignTargets) {
    mustPublish(
        Map.of(
            "root", rootFile, "targets", foreignTargets, "snapshot", snapshot(1, foreignTargets)));
  }

  private void mustPublish(Map<String, byte[]> files) {
    Answer answer = publish(files);
    if (!answer.succeeded()) {
      throw new IllegalStateException(
          "the proof could not be prepared: a publication was answered with " + answer);
    }
  }
}
