package redoubt.signatures.tuf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.signatures.Signer;
import redoubt.signatures.tuf.TufMaker.Pair;
import redoubt.web.Json;

/** What can be wrong with a repository although each signature is a good one. */
final class TrapsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final String GUN = "registry.test/team/app";

  private final TufRepo repo = TufRepo.of(GUN, NOW);

  private static String v1(String role) {
    return role + " v1 " + TufRepo.image(1);
  }

  @Test
  void aGoodOneHolds() {
    assertThat(repo.held()).containsExactly(v1("targets"));
    assertThat(repo.verified().facts().getFirst().goodUntil())
        .contains(NOW.plus(Duration.ofDays(14)));
  }

  /** Its certificate has to be valid as long as what it signed counts. */
  @Test
  void nothingIsGoodLongerThanTheCertificateOfTheRootIsValid() {
    Instant end = NOW.plus(Duration.ofDays(3));
    Pair next = TufMaker.root(GUN, NOW, end);
    repo.rotate(next, repo.root, next);
    assertThat(repo.held()).containsExactly(v1("targets"));
    assertThat(repo.verified().facts().getFirst().goodUntil()).contains(end);
    assertThat(
            TufRepo.held(TufVerifier.verify(repo.files(), new Pin.FirstSeen(), end.plusSeconds(1))))
        .isEmpty();
  }

  /** Where one key is enough, the certificate that is valid longest says when it ends. */
  @Test
  void ofSeveralCertificatesAsManyHaveToBeValidAsTheRootNeeds() throws Exception {
    Pair soon = TufMaker.root(GUN, NOW, NOW.plus(Duration.ofDays(3)));
    Pair late = TufMaker.root(GUN, NOW, NOW.plus(Duration.ofDays(5)));
    for (int threshold : List.of(1, 2)) {
      String text =
          TufMaker.root(
              1,
              NOW.plus(Duration.ofDays(300)),
              TufMaker.roles(
                  TufMaker.role(threshold, soon, late),
                  TufMaker.role(1, repo.targets),
                  TufMaker.role(1, repo.snapshot),
                  TufMaker.role(1, repo.timestamp)),
              soon,
              late,
              repo.targets,
              repo.snapshot,
              repo.timestamp);
      RootFile root = RootFile.read(TufMaker.sign(text, soon, late));
      assertThat(Roots.until(root, GUN, new Pin.FirstSeen(), NOW))
          .isEqualTo(NOW.plus(Duration.ofDays(threshold == 1 ? 5 : 3)));
    }
  }

  @Test
  void theCertificateOfARootHasOneEncoding() {
    String pem = new String(Base64.getDecoder().decode(repo.root.key().value()), UTF_8);
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    der[der.length - repo.root.key().certificate().orElseThrow().getSignature().length - 1] = 1;
    String other =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder().encodeToString(der)
            + "\n-----END CERTIFICATE-----\n";
    String json =
        "{\"keytype\":\"ecdsa-x509\",\"keyval\":{\"private\":null,\"public\":\"%s\"}}"
            .formatted(Base64.getEncoder().encodeToString(other.getBytes(UTF_8)));
    assertThatThrownBy(() -> TufKey.read(Json.parse(json.getBytes(UTF_8))))
        .isInstanceOfSatisfying(
            BadDocument.class, bad -> assertThat(bad.said()).isEqualTo("A key cannot be read."));
  }

  @Test
  void whatIsTooMuchIsCountedAndSaid() {
    repo.tags.clear();
    for (int i = 0; i < TargetFacts.MOST / 2; i++) {
      repo.tags.put("n" + i, TufRepo.image(1));
    }
    Pair ann = TufMaker.ecdsa();
    Map<String, Digest> two = Map.of("v1", TufRepo.image(1), "v2", TufRepo.image(1));
    for (String role : List.of("targets/ann", "targets/bob")) {
      repo.delegate(role, "[\"\"]", ann);
      repo.sign(role, role.endsWith("ann") ? repo.tags : two, ann);
    }
    TufVerifier.Verified verified = repo.verified();
    assertThat(verified.facts()).hasSize(TargetFacts.MOST);
    assertThat(verified.leftOut())
        .contains(
            "The collection registry.test/team/app has more than 20000 signed tags or 500 roles: 2"
                + " tags and 0 roles are not looked at.");
    repo.tags.remove("n1");
    repo.tags.remove("n2");
    assertThat(repo.verified().leftOut()).isEmpty();
  }

  @Test
  void everyMethodAndCurveIsUnderstood() {
    for (Pair pair :
        List.of(
            TufMaker.ecdsa("secp384r1"),
            TufMaker.ecdsa("secp521r1"),
            TufMaker.rsa("rsapss"),
            TufMaker.rsa("rsapkcs1v15"),
            TufMaker.ed25519())) {
      TufRepo other = new TufRepo(GUN, NOW);
      other.targets = pair;
      other.tags.put("v1", TufRepo.image(1));
      other.roots.add(other.rootFile(other.root));
      assertThat(other.held()).as(pair.method()).containsExactly(v1("targets"));
    }
  }

  /** Whoever makes a file chooses how long each of its signatures takes. */
  @Test
  void afterSixteenSignaturesThatDoNotHoldNoneIsTried() throws Exception {
    String signed = Json.parse(repo.targetsFile()).path("signed").toString();
    for (int bad : List.of(15, 16)) {
      List<Pair> by = new ArrayList<>();
      Map<String, TufKey> keys = new HashMap<>();
      for (int i = 0; i < bad; i++) {
        by.add(new Pair(TufMaker.ecdsa().key(), TufMaker.ecdsa().secret(), "ecdsa"));
      }
      by.add(repo.targets);
      by.forEach(pair -> keys.put(pair.key().id(), pair.key()));
      Document file = Document.read("targets", TufMaker.sign(signed, by.toArray(Pair[]::new)));
      assertThat(new RoleKeys("targets", 1, keys, List.of("")).signed(file))
          .as("%s bad ones", bad)
          .isEqualTo(bad < 16);
    }
  }

  @Test
  void aMethodOfAnotherKeyIsNone() {
    repo.targets = new Pair(repo.targets.key(), TufMaker.rsa("rsapss").secret(), "rsapss");
    assertThat(repo.held()).isEmpty();
  }

  @Test
  void eachRoleIsSignedByItsOwnKey() {
    Pair targets = repo.targets;
    Pair snapshot = repo.snapshot;
    repo.targets = snapshot;
    assertThat(repo.held()).isEmpty();
    repo.targets = targets;
    repo.snapshot = targets;
    assertThat(repo.held()).isEmpty();
    repo.snapshot = snapshot;
    repo.timestamp = snapshot;
    assertThat(repo.held()).isEmpty();
  }

  @Test
  void anExpiredFileTakesAllBelowItWithIt() {
    Instant past = NOW.minusSeconds(1);
    for (String role : List.of("root", "targets", "snapshot", "timestamp")) {
      TufRepo other = TufRepo.of(GUN, NOW);
      switch (role) {
        case "root" -> {
          other.rootExpires = past;
          other.roots.set(0, other.rootFile(other.root));
        }
        case "targets" -> other.targetsExpires = past;
        case "snapshot" -> other.snapshotExpires = past;
        default -> other.timestampExpires = past;
      }
      assertThat(other.held()).as(role).isEmpty();
      assertThat(other.verified().facts()).as(role).hasSize(1);
      assertThat(other.verified().facts().getFirst().check().said()).contains("expired");
    }
  }

  @Test
  void whatWasSeenBeforeIsTheLeast() {
    for (String role : List.of("root", "targets", "snapshot", "timestamp")) {
      TufFiles rolledBack = new TufFiles(GUN, repo.roots, repo.roles(), Map.of(role, 2));
      assertThat(TufRepo.held(TufVerifier.verify(rolledBack, new Pin.FirstSeen(), NOW)))
          .as(role)
          .isEmpty();
    }
  }

  @Test
  void theThresholdCountsKeysAndNotIds() {
    Pair alice = TufMaker.ecdsa();
    Pair certified = TufMaker.certified(alice, "alice", NOW);
    Pair bob = TufMaker.ecdsa();
    repo.delegations.add(
        TufMaker.delegation("targets/both", "[\"\"]", alice, certified, bob)
            .replace("\"threshold\":1", "\"threshold\":2"));
    repo.delegates.addAll(List.of(alice, certified, bob));
    repo.sign("targets/both", Map.of("v2", TufRepo.image(2)), alice, certified);
    assertThat(repo.held()).containsExactly(v1("targets"));
    repo.sign("targets/both", Map.of("v2", TufRepo.image(2)), alice, alice);
    assertThat(repo.held()).containsExactly(v1("targets"));
    repo.sign("targets/both", Map.of("v2", TufRepo.image(2)), certified, bob);
    assertThat(repo.held()).hasSize(2);
    Signer.Role signer =
        (Signer.Role)
            repo.verified().facts().stream()
                .filter(fact -> "targets/both".equals(fact.claims().get("role")))
                .findFirst()
                .orElseThrow()
                .signer();
    assertThat(signer.keys()).isEqualTo(Set.of(alice.key().fingerprint(), bob.key().fingerprint()));
  }

  @Test
  void aKeyUnderAnothersIdIsNone() {
    Pair alice = TufMaker.ecdsa();
    repo.delegate("targets/releases", "[\"\"]", alice);
    repo.sign("targets/releases", Map.of("v2", TufRepo.image(2)), alice);
    byte[] bad =
        new String(repo.targetsFile(), UTF_8)
            .replace("\"" + alice.key().id() + "\":{", "\"" + "0".repeat(64) + "\":{")
            .getBytes(UTF_8);
    assertThatThrownBy(() -> TargetsFile.read("targets", bad)).isInstanceOf(BadDocument.class);
  }

  @Test
  void aDelegationHasTheTargetsOfItsPathsOnly() {
    Pair alice = TufMaker.ecdsa();
    repo.delegate("targets/releases", "[\"v\",\"release-\"]", alice);
    repo.sign(
        "targets/releases",
        Map.of("v2", TufRepo.image(2), "latest", TufRepo.image(3), "release-1", TufRepo.image(4)),
        alice);
    assertThat(repo.held())
        .containsExactly(
            v1("targets"),
            "targets/releases release-1 " + TufRepo.image(4),
            "targets/releases v2 " + TufRepo.image(2));
    assertThat(repo.verified().facts()).hasSize(4);
  }

  @Test
  void aDelegationOfADelegationHasNoMoreThanItsParent() {
    Pair alice = TufMaker.ecdsa();
    Pair bob = TufMaker.ecdsa();
    repo.delegate("targets/a", "[\"v\"]", alice);
    repo.delegated.put(
        "targets/a",
        TufMaker.sign(
            TufMaker.targets(
                1,
                repo.targetsExpires,
                Map.of(),
                List.of(TufMaker.delegation("targets/a/b", "[\"\",\"v2\"]", bob)),
                bob),
            alice));
    repo.sign("targets/a/b", Map.of("v2", TufRepo.image(2), "latest", TufRepo.image(3)), bob);
    assertThat(repo.held()).containsExactly(v1("targets"), "targets/a/b v2 " + TufRepo.image(2));
  }

  @Test
  void whoIsNotDelegatedToSignsNothing() {
    Pair mallory = TufMaker.ecdsa();
    repo.sign("targets/mallory", Map.of("v1", TufRepo.image(6)), mallory);
    assertThat(repo.held()).containsExactly(v1("targets"));
    repo.delegate("targets/releases", "[\"\"]", TufMaker.ecdsa());
    repo.sign("targets/releases", Map.of("v1", TufRepo.image(6)), mallory);
    assertThat(repo.held()).containsExactly(v1("targets"));
  }

  @Test
  void rolesThatDisagreeEachSayTheirOwn() {
    Pair alice = TufMaker.ecdsa();
    repo.delegate("targets/releases", "[\"\"]", alice);
    repo.delegate("targets/alice", "[\"\"]", alice);
    repo.sign("targets/releases", Map.of("v1", TufRepo.image(2)), alice);
    repo.sign("targets/alice", Map.of("v1", TufRepo.image(3)), alice);
    assertThat(repo.held())
        .containsExactly(
            v1("targets"),
            "targets/alice v1 " + TufRepo.image(3),
            "targets/releases v1 " + TufRepo.image(2));
  }

  @Test
  void aRootHandsItsTrustOn() {
    Pair old = repo.root;
    Pair fresh = TufMaker.root(GUN, NOW);
    repo.rotate(fresh, old, fresh);
    assertThat(repo.held()).containsExactly(v1("targets"));
    Pair third = TufMaker.root(GUN, NOW);
    repo.rotate(third, fresh, third);
    assertThat(repo.held()).containsExactly(v1("targets"));
  }

  @Test
  void aRootThatTheOldKeysDidNotSignIsNone() {
    Pair fresh = TufMaker.root(GUN, NOW);
    repo.rotate(fresh, fresh);
    assertThat(repo.held()).isEmpty();
  }

  @Test
  void aRootThatItsOwnKeysDidNotSignIsNone() {
    Pair old = repo.root;
    repo.rotate(TufMaker.root(GUN, NOW), old);
    assertThat(repo.held()).isEmpty();
  }

  @Test
  void aRootThatSkipsAVersionIsNone() {
    repo.rootVersion++;
    repo.rotate(repo.root, repo.root);
    assertThat(repo.held()).isEmpty();
  }

  @Test
  void aRootForAnotherRepositoryIsNone() {
    TufRepo other = new TufRepo(GUN, NOW);
    for (String name : List.of("registry.test/team/other", "registry.test/team/app2", "*x")) {
      other.root = TufMaker.root(name, NOW);
      other.roots.clear();
      other.roots.add(other.rootFile(other.root));
      assertThat(other.held()).as(name).isEmpty();
    }
    other.root = TufMaker.root("registry.test/team/*", NOW);
    other.roots.clear();
    other.roots.add(other.rootFile(other.root));
    other.tags.put("v1", TufRepo.image(1));
    assertThat(other.held()).containsExactly(v1("targets"));
  }

  @Test
  void aRootKeyWithoutACertificateIsNone() {
    TufRepo other = new TufRepo(GUN, NOW);
    other.root = TufMaker.ecdsa();
    other.roots.add(other.rootFile(other.root));
    assertThat(other.held()).isEmpty();
  }

  @Test
  void aRootCertificateThatIsOverIsNone() {
    TufRepo other = new TufRepo(GUN, NOW);
    other.root = TufMaker.root(GUN, NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1)));
    other.roots.add(other.rootFile(other.root));
    assertThat(other.held()).isEmpty();
    // It hands its trust on all the same.
    Pair fresh = TufMaker.root(GUN, NOW);
    Pair old = other.root;
    other.rotate(fresh, old, fresh);
    other.tags.put("v1", TufRepo.image(1));
    assertThat(TufRepo.held(TufVerifier.verify(other.files(), new Pin.FirstSeen(), NOW)))
        .containsExactly(v1("targets"));
  }

  @Test
  void aPinIsBelievedInAllItsForms() {
    TufKey key = repo.root.key();
    for (String id : List.of(key.id(), key.canonicalId(), key.fingerprint())) {
      assertThat(TufRepo.held(TufVerifier.verify(repo.files(), new Pin.Keys(Set.of("x", id)), NOW)))
          .containsExactly(v1("targets"));
    }
    assertThat(
            TufRepo.held(
                TufVerifier.verify(
                    repo.files(), new Pin.Keys(Set.of(repo.targets.key().id())), NOW)))
        .isEmpty();
  }

  @Test
  void anOlderTargetsFileIsNotTheOneOfTheSnapshot() {
    byte[] old = repo.targetsFile();
    repo.version = 2;
    repo.tags.put("v1", TufRepo.image(2));
    Map<String, byte[]> roles = new java.util.TreeMap<>(repo.roles());
    roles.put("targets", old);
    assertThat(
            TufRepo.held(
                TufVerifier.verify(new TufFiles(GUN, repo.roots, roles), new Pin.FirstSeen(), NOW)))
        .isEmpty();
  }

  @Test
  void withoutARoleThatIsNeededNothingHolds() {
    for (String role : List.of("targets", "snapshot", "timestamp")) {
      Map<String, byte[]> roles = new java.util.TreeMap<>(repo.roles());
      roles.remove(role);
      assertThat(
              TufRepo.held(
                  TufVerifier.verify(
                      new TufFiles(GUN, repo.roots, roles), new Pin.FirstSeen(), NOW)))
          .as(role)
          .isEmpty();
    }
    assertThat(
            TufRepo.held(
                TufVerifier.verify(
                    new TufFiles(GUN, List.of(), repo.roles()), new Pin.FirstSeen(), NOW)))
        .isEmpty();
  }

  @Test
  void timesToTheNanosecondAreRead() throws BadDocument {
    byte[] file =
        TufMaker.sign(
            TufMaker.targets(
                1, Instant.parse("2029-11-20T20:26:26.324209327Z"), Map.of(), List.of()),
            repo.targets);
    assertThat(Document.read("targets", file).expires())
        .isEqualTo(Instant.parse("2029-11-20T20:26:26.324209327Z"));
  }

  @Test
  void theCanonicalFormEscapesTwoCharacters() throws Exception {
    String json =
        "{\"b\":[1,true,null],\"a\\u00e9\":\"\\u0001\\n\\t<&>\\\"\\\\\\/\\u2028\",\"B\":-7,"
            + " \"\":{}}";
    assertThat(new String(CanonicalJson.of(Json.parse(json.getBytes(UTF_8))), UTF_8))
        .isEqualTo(
            "{\"\":{},\"B\":-7,\"aé\":\"\u0001\n\t<&>\\\"\\\\/\u2028\",\"b\":[1,true,null]}");
  }

  @Test
  void theCanonicalFormSortsByBytes() throws Exception {
    String json = "{\"\\uffee\":1,\"\\ud83d\\ude00\":2}";
    assertThat(new String(CanonicalJson.of(Json.parse(json.getBytes(UTF_8))), UTF_8))
        .isEqualTo("{\"\uffee\":1,\"\ud83d\ude00\":2}");
  }

  @Test
  void whatHasNoCanonicalFormIsRefused() {
    for (String json :
        List.of("{\"a\":1.5}", "{\"a\":1e3}", "{\"a\":9007199254740993}", "{\"a\":\"\\ud800\"}")) {
      assertThatThrownBy(() -> CanonicalJson.of(Json.parse(json.getBytes(UTF_8))))
          .as(json)
          .isInstanceOf(BadDocument.class);
    }
  }

  @Test
  void fieldsThatOthersMayReadInAnotherWayAreRefused() {
    for (String[] change :
        List.of(
            new String[] {"\"targets\":{", "\"Targets\":{},\"targets\":{"},
            new String[] {"\"version\":1", "\"VERSION\":9,\"version\":1"},
            new String[] {"\"version\":1", "\"version\":0"},
            new String[] {"\"version\":1", "\"version\":\"1\""},
            new String[] {"\"_type\":\"Targets\"", "\"_type\":\"Root\""},
            new String[] {"\"signatures\":", "\"Signatures\":[],\"signatures\":"})) {
      String good = new String(repo.targetsFile(), UTF_8);
      assertThat(good).contains(change[0]);
      byte[] bad = good.replace(change[0], change[1]).getBytes(UTF_8);
      assertThatThrownBy(() -> TargetsFile.read("targets", bad))
          .as(change[1])
          .isInstanceOf(BadDocument.class);
    }
  }

  @Test
  void hugeAndDeepFilesAreRefused() {
    assertThatThrownBy(() -> Document.read("targets", new byte[Document.MOST_BYTES + 1]))
        .isInstanceOf(BadDocument.class);
    assertThatThrownBy(() -> Document.read("targets", "[".repeat(100_000).getBytes(UTF_8)))
        .isInstanceOf(BadDocument.class);
  }

  @Test
  void namesOfRolesAreNotPaths() {
    for (String name :
        List.of(
            "targets/", "targets/../root", "targets//a", "targets/A", "/targets/a", "Root", "")) {
      assertThat(RoleName.isValid(name)).as(name).isFalse();
    }
    assertThat(RoleName.isValid("targets/a/b-c/d_1")).isTrue();
    assertThat(RoleName.isValid("targets/" + "a".repeat(300))).isFalse();
  }
}
