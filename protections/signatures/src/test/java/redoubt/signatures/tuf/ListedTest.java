package redoubt.signatures.tuf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.junit.jupiter.api.Test;
import redoubt.signatures.tuf.TufMaker.Pair;
import redoubt.signatures.x509.TestAuthority;
import redoubt.web.Json;

/** What files say of other files, of keys and of delegations; all signatures are good. */
final class ListedTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final TufRepo repo = TufRepo.of("registry.test/team/app", NOW);
  private final byte[] targets = repo.targetsFile();

  /** With a snapshot of other words, and a timestamp of other words for it. */
  private List<String> held(UnaryOperator<String> snapshot, UnaryOperator<String> timestamp) {
    Map<String, byte[]> listed = new LinkedHashMap<>();
    listed.put("targets", targets);
    listed.put("root", repo.roots.getLast());
    byte[] snapshotFile =
        TufMaker.sign(
            snapshot.apply(TufMaker.meta("Snapshot", 1, repo.snapshotExpires, listed)),
            repo.snapshot);
    byte[] timestampFile =
        TufMaker.sign(
            timestamp.apply(
                TufMaker.meta(
                    "Timestamp", 1, repo.timestampExpires, Map.of("snapshot", snapshotFile))),
            repo.timestamp);
    Map<String, byte[]> roles = new TreeMap<>();
    roles.put("targets", targets);
    roles.put("snapshot", snapshotFile);
    roles.put("timestamp", timestampFile);
    return TufRepo.held(
        TufVerifier.verify(new TufFiles(repo.gun, repo.roots, roles), new Pin.FirstSeen(), NOW));
  }

  private List<String> held(UnaryOperator<String> change) {
    List<String> changedSnapshot = held(change, UnaryOperator.identity());
    assertThat(held(UnaryOperator.identity(), change)).isEqualTo(changedSnapshot);
    return changedSnapshot;
  }

  @Test
  void theLengthAndEveryHashAreThoseOfTheFile() {
    assertThat(held(UnaryOperator.identity())).hasSize(1);
    assertThat(held(said -> said.replaceAll("\"length\":(\\d+)", "\"length\":1$1"))).isEmpty();
    for (String hash : List.of("sha256", "sha512")) {
      String zeros = Base64.getEncoder().encodeToString(new byte[hash.equals("sha256") ? 32 : 64]);
      assertThat(
              held(said ->
                  said.replaceAll(
                      "\"" + hash + "\":\"[^\"]*\"", "\"" + hash + "\":\"" + zeros + "\"")))
          .as(hash)
          .isEmpty();
    }
  }

  @Test
  void sha256IsAmongTheHashes() {
    assertThat(held(said -> said.replaceAll(",\"sha512\":\"[^\"]*\"", ""))).hasSize(1);
    assertThat(held(said -> said.replaceAll("\"sha256\":\"[^\"]*\",", ""))).isEmpty();
  }

  @Test
  void theSnapshotHasTheNewestRoot() {
    UnaryOperator<String> same = UnaryOperator.identity();
    assertThat(held(said -> said.replace("\"root\":", "\"other\":"), same)).isEmpty();
    byte[] first = repo.roots.getFirst();
    Pair old = repo.root;
    Pair fresh = TufMaker.root(repo.gun, NOW);
    repo.rotate(fresh, old, fresh);
    assertThat(held(same, same)).hasSize(1);
    String before = TufMaker.meta("Snapshot", 1, repo.snapshotExpires, Map.of("root", first));
    String entry = before.substring(before.indexOf("\"root\":"), before.indexOf("}},") + 1);
    assertThat(
            held(said -> said.replaceFirst("\"root\":\\{.*?\\},\"length\":\\d+\\}", entry), same))
        .isEmpty();
  }

  private void refused(String part) {
    assertThatThrownBy(() -> TargetsFile.read("targets", repo.targetsFile()))
        .isInstanceOfSatisfying(BadDocument.class, bad -> assertThat(bad.said()).contains(part));
  }

  @Test
  void aRoleDelegatesToThoseRightBelowItAndToEachOnce() throws Exception {
    Pair ann = TufMaker.ecdsa();
    repo.delegate("targets/a", "[\"\"]", ann);
    assertThat(TargetsFile.read("targets", repo.targetsFile()).delegations()).hasSize(1);
    repo.delegate("targets/a", "[\"v\"]", ann);
    refused("none of its own");
    for (String name : List.of("targets/a/b", "targets", "root", "other/a", "targets/../root")) {
      repo.delegations.clear();
      repo.delegate(name, "[\"\"]", ann);
      refused("none of its own");
    }
  }

  /** Notary's {@code ecdsa} is two numbers one after the other, and nothing else. */
  @Test
  void aSignatureInDerIsNone() throws Exception {
    Pair plain = repo.targets;
    RoleKeys role = new RoleKeys("targets", 1, Map.of(plain.key().id(), plain.key()), List.of(""));
    String signed = Json.parse(repo.targetsFile()).path("signed").toString();
    for (String method : List.of("ecdsa", "ecdsa-der")) {
      byte[] file = TufMaker.sign(signed, new Pair(plain.key(), plain.secret(), method));
      byte[] named = new String(file, UTF_8).replace("ecdsa-der", "ecdsa").getBytes(UTF_8);
      assertThat(role.signed(Document.read("targets", named))).isEqualTo(method.equals("ecdsa"));
    }
  }

  private static Pair rootKey(TestAuthority made, String subject) throws Exception {
    TestAuthority.Party party =
        made.subject("CN=" + subject).valid(NOW.minusSeconds(99), NOW.plusSeconds(99)).alone();
    String pem =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(party.certificate().getEncoded())
            + "\n-----END CERTIFICATE-----\n";
    String json =
        "{\"keytype\":\"ecdsa-x509\",\"keyval\":{\"private\":null,\"public\":\"%s\"}}"
            .formatted(Base64.getEncoder().encodeToString(pem.getBytes(UTF_8)));
    return new Pair(
        TufKey.read(Json.parse(json.getBytes(UTF_8))), party.keys().getPrivate(), "ecdsa");
  }

  /** As notary's client has it. */
  @Test
  void theCertificateOfARootIsNoAuthoritysAndNotMadeWithSha1() throws Exception {
    TestAuthority authority =
        TestAuthority.leaf("P-256").with(TestAuthority.CONSTRAINTS, true, new BasicConstraints(0));
    Map<Pair, Boolean> roots = new LinkedHashMap<>();
    roots.put(rootKey(TestAuthority.leaf("P-256"), repo.gun), true);
    roots.put(rootKey(authority, repo.gun), false);
    roots.put(rootKey(TestAuthority.leaf("P-256").hash("SHA1"), repo.gun), false);
    for (Map.Entry<Pair, Boolean> one : roots.entrySet()) {
      repo.root = one.getKey();
      repo.roots.clear();
      repo.roots.add(repo.rootFile(repo.root));
      assertThat(held(UnaryOperator.identity(), UnaryOperator.identity()))
          .hasSize(one.getValue() ? 1 : 0);
    }
  }

  private static void keyRefused(String type, byte[] value) {
    String json =
        "{\"keytype\":\"%s\",\"keyval\":{\"private\":null,\"public\":\"%s\"}}"
            .formatted(type, Base64.getEncoder().encodeToString(value));
    assertThatThrownBy(() -> TufKey.read(Json.parse(json.getBytes(UTF_8))))
        .as(type)
        .isInstanceOf(BadDocument.class);
  }

  @Test
  void aKeyIsOfItsTypeAndLongEnough() throws Exception {
    KeyPairGenerator maker = KeyPairGenerator.getInstance("RSA");
    maker.initialize(1024);
    keyRefused("rsa", maker.generateKeyPair().getPublic().getEncoded());
    byte[] curve = repo.targets.key().publicKey().getEncoded();
    keyRefused("rsa", curve);
    keyRefused("ed25519", curve);
    keyRefused("ecdsa-x509", curve);
    byte[] certificate = Base64.getDecoder().decode(repo.root.key().value());
    keyRefused("rsa-x509", certificate);
    keyRefused("ed25519-x509", certificate);
    keyRefused("ecdsa", certificate);
  }
}
