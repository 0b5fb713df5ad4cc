package redoubt.encryption.census;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;
import redoubt.crypto.Randomness;
import redoubt.crypto.SecretBytes;
import redoubt.encryption.envelope.KeyAway;
import redoubt.encryption.envelope.Opener;
import redoubt.encryption.envelope.StorageKey;
import redoubt.encryption.etcd.Snapshot;
import redoubt.testkit.etcd.ApiServerObjects;
import redoubt.testkit.etcd.ApiServerObjects.Seed;
import redoubt.testkit.etcd.BoltWriter;
import redoubt.testkit.etcd.BoltWriter.Entry;
import redoubt.web.Json;

/** What a ledger counts, and what it says no to. */
final class CensusTest {
  private static final String CANARY = "canary-7f3a";
  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z"));
  private static final Seed NEW = Seed.random("redoubt", "key-2");
  private static final Seed OLD = Seed.random("redoubt", "key-1");

  @TempDir private Path directory;
  private final List<Entry> entries = new ArrayList<>();

  private void store(String key, byte[] value) {
    entries.add(Entry.put(entries.size() + 2L, key, value));
  }

  private void seal(Seed seed, String name) {
    String key = "/registry/secrets/default/" + name;
    store(key, ApiServerObjects.kmsV2(seed, key, ApiServerObjects.secret(name, CANARY)));
  }

  private Report take(Expectation expectation, Optional<Opener> opener, Sampling sampling) {
    Path file = directory.resolve("snapshot.db");
    BoltWriter.write(file, 4096, entries.iterator());
    Census census = Census.of(expectation, StorageKey.anyPrefix(), NOON);
    try (Snapshot snapshot = Snapshot.open(file)) {
      return opener.map(with -> census.proving(with, sampling)).orElse(census).take(snapshot);
    }
  }

  private Report take(Expectation expectation) {
    return take(expectation, Optional.empty(), Sampling.ALL);
  }

  private static Expectation secrets() {
    return new Expectation(Expectation.SECRETS, Optional.empty(), new TreeSet<>());
  }

  private static Expectation current(String keyId, String... former) {
    return new Expectation(Expectation.SECRETS, Optional.of(keyId), new TreeSet<>(List.of(former)));
  }

  private static String json(Report report) {
    return new String(report.canonicalJson(), StandardCharsets.UTF_8);
  }

  @Test
  void aPlaintextSecretIsNamedAndItsValueIsNot() {
    seal(NEW, "a");
    store("/registry/secrets/default/b", ApiServerObjects.secret("b", CANARY));
    Report report = take(secrets());
    assertThat(report.verdict()).isEqualTo(Verdict.UNPROTECTED);
    assertThat(report.offenders().listed())
        .singleElement()
        .satisfies(offender -> assertThat(offender.key()).isEqualTo("/registry/secrets/default/b"));
    assertThat(json(report)).doesNotContain(CANARY);
  }

  @Test
  void plaintextElsewhereIsCountedAndForgiven() {
    seal(NEW, "a");
    store("/registry/pods/default/p", ApiServerObjects.secret("p", CANARY));
    Report report = take(secrets());
    assertThat(report.verdict()).isEqualTo(Verdict.PROTECTED);
    assertThat(report.objects()).isEqualTo(2);
    assertThat(report.guarded()).isEqualTo(1);
  }

  @Test
  void unknownAndDamagedSecretsAreRefused() {
    store("/registry/secrets/default/a", "k8s:enc:kms:v3:p:x".getBytes(StandardCharsets.US_ASCII));
    store("/registry/secrets/default/b", "k8s:enc:kms:v2:p:x".getBytes(StandardCharsets.US_ASCII));
    assertThat(take(secrets()).offenders().total()).isEqualTo(2);
  }

  @Test
  void aFormerKeyIsStaleAndAnyOtherForeign() {
    seal(NEW, "a");
    seal(OLD, "b");
    assertThat(take(current("key-2", "key-1")).verdict()).isEqualTo(Verdict.PROTECTED);
    assertThat(take(current("key-2", "key-1")).groups().keySet())
        .extracting(Group::standing)
        .containsExactlyInAnyOrder(Standing.CURRENT, Standing.STALE);
    Report foreign = take(current("key-2"));
    assertThat(foreign.verdict()).isEqualTo(Verdict.UNPROTECTED);
    assertThat(foreign.offenders().listed())
        .singleElement()
        .satisfies(offender -> assertThat(offender.standing()).isEqualTo(Standing.FOREIGN));
  }

  @Test
  void aKeyThatNoKmsHoldsIsForeignOnceACurrentOneIsNamed() {
    store(
        "/registry/secrets/default/a",
        ApiServerObjects.aescbc(Randomness.bytes(32), "k", ApiServerObjects.secret("a", CANARY)));
    assertThat(take(secrets()).verdict()).isEqualTo(Verdict.PROTECTED);
    assertThat(take(current("key-2")).verdict()).isEqualTo(Verdict.UNPROTECTED);
  }

  @Test
  void withoutAnObjectOfAProtectedResourceNothingIsShown() {
    store("/registry/pods/default/p", ApiServerObjects.secret("p", CANARY));
    assertThat(take(secrets()).verdict()).isEqualTo(Verdict.EMPTY);
  }

  @Test
  void resourcesAreNamedAsInAnEncryptionConfiguration() {
    store("/registry/example.com/widgets/ns/w", ApiServerObjects.secret("w", CANARY));
    store("/registry/deployments/ns/d", ApiServerObjects.secret("d", CANARY));
    for (Map.Entry<String, Integer> expected :
        Map.of(
                "widgets.example.com", 1,
                "widgets", 0,
                "*.example.com", 2,
                "deployments.apps", 1,
                "*.*", 2)
            .entrySet()) {
      Expectation expectation =
          new Expectation(List.of(expected.getKey()), Optional.empty(), new TreeSet<>());
      assertThat(take(expectation).offenders().total())
          .as(expected.getKey())
          .isEqualTo((long) expected.getValue());
    }
  }

  @Test
  void everySeedIsProvedByOpening() {
    for (int i = 0; i < 50; i++) {
      seal(i % 2 == 0 ? NEW : OLD, "s" + i);
    }
    AtomicInteger asked = new AtomicInteger();
    Opener opener =
        seed -> {
          asked.incrementAndGet();
          return SecretBytes.copyOf(seed.keyId().equals("key-2") ? NEW.bytes() : OLD.bytes());
        };
    Opening all = take(secrets(), Optional.of(opener), Sampling.ALL).opening().orElseThrow();
    assertThat(all.opened()).isEqualTo(50);
    assertThat(asked).as("one question for each seed").hasValue(2);
    Opening few =
        take(secrets(), Optional.of(opener), new Sampling(1_000_000)).opening().orElseThrow();
    assertThat(few.opened()).isEqualTo(2);
  }

  @Test
  void anObjectThatWasMovedIsNotProven() {
    seal(NEW, "a");
    store(
        "/registry/secrets/default/moved",
        ApiServerObjects.kmsV2(
            NEW, "/registry/secrets/default/a", ApiServerObjects.secret("a", CANARY)));
    Report report =
        take(secrets(), Optional.of(seed -> SecretBytes.copyOf(NEW.bytes())), Sampling.ALL);
    assertThat(report.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(report.opening().orElseThrow().failed().listed())
        .containsExactly(
            new Opening.Failed("/registry/secrets/default/moved", "encryption.does-not-open"));
  }

  @Test
  void aKeyThatIsGoneOpensNothingAndSaysSo() {
    seal(NEW, "a");
    Opener refusing =
        seed -> {
          throw new Failure(Failure.Kind.GONE, "test.key-destroyed", "Gone.", "Nothing.");
        };
    Opening opening = take(secrets(), Optional.of(refusing), Sampling.ALL).opening().orElseThrow();
    assertThat(opening.opened()).isZero();
    assertThat(opening.failed().listed())
        .containsExactly(new Opening.Failed("/registry/secrets/default/a", "test.key-destroyed"));
  }

  @Test
  void aKeyThatIsAwayIsNoAnswerAndNotASampleThatDoesNotOpen() {
    seal(NEW, "a");
    seal(OLD, "b");
    Opener rehearsing =
        seed -> {
          if (seed.keyId().equals("key-1")) {
            throw new KeyAway(
                new Failure(Failure.Kind.CONFLICT, "test.key-away", "Away.", "Wait."));
          }
          return SecretBytes.copyOf(NEW.bytes());
        };

    Report report = take(secrets(), Optional.of(rehearsing), Sampling.ALL);

    assertThat(report.opening())
        .hasValue(new Opening(1, 1, new Listing<>(0, java.util.List.of()), 1));
    assertThat(report.verdict()).isEqualTo(Verdict.UNPROVEN);
    assertThat(
            Report.parse(Json.parse(report.canonicalJson())).opening().orElseThrow().unanswered())
        .isOne();
  }

  @Test
  void tooManyGroupsAreCountedTogetherAndNoOffenderIsLost() {
    int count = Census.MOST_GROUPS + 500;
    for (int i = 0; i < count; i++) {
      store("/registry/secrets/ns" + i + "/s", ApiServerObjects.secret("s", CANARY));
    }
    Report report = take(secrets());
    assertThat(report.groups().size()).isLessThanOrEqualTo(Census.MOST_GROUPS + 10);
    assertThat(report.objects()).isEqualTo(count);
    assertThat(report.offenders().total()).isEqualTo(count);
    assertThat(report.offenders().listed()).hasSize(Census.MOST_LISTED);
  }

  @Test
  void theSameSnapshotHasTheSameBytes() {
    seal(NEW, "a");
    seal(OLD, "b");
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < 3; i++) {
      seen.merge(json(take(current("key-2", "key-1"))), 1, Integer::sum);
    }
    assertThat(seen).hasSize(1);
    assertThat(seen.keySet().iterator().next())
        .startsWith("{\"at\":\"2026-11-22T12:00:00Z\",\"expected\":{\"currentKeyId\":\"key-2\"")
        .contains("\"format\":\"redoubt.encryption-ledger/1\"");
  }
}
