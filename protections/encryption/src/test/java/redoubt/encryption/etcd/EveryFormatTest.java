package redoubt.encryption.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Deadline;
import redoubt.core.Outward;
import redoubt.crypto.Randomness;
import redoubt.encryption.census.Census;
import redoubt.encryption.census.Expectation;
import redoubt.encryption.census.Report;
import redoubt.encryption.envelope.Envelope;
import redoubt.encryption.envelope.EnvelopeReader;
import redoubt.encryption.envelope.StorageKey;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.etcd.ApiServerObjects.Seed;
import redoubt.testkit.etcd.EtcdServer;
import redoubt.testkit.etcd.EveryFormat;
import redoubt.testkit.etcd.EveryFormat.Sample;

/** What API servers store in a real etcd, in every format: told apart, live and in a snapshot. */
@NeedsPeer(
    value = {"etcd", "etcdctl"},
    why = "that each format of stored objects is told apart in a real etcd and in its snapshot")
final class EveryFormatTest {
  private static final List<Seed> SEEDS =
      List.of(
          Seed.random("redoubt", "key-2"),
          Seed.random("redoubt", "key-2"),
          Seed.random("redoubt", "key-1"),
          Seed.random("other", "foreign"));

  @TempDir private Path directory;
  private EtcdServer etcd;
  private List<Sample> samples;

  @BeforeEach
  void store() {
    etcd = EtcdServer.start(directory);
    samples = EveryFormat.objects(SEEDS, dataKey -> Randomness.bytes(dataKey.length + 40));
    samples.forEach(sample -> etcd.put(sample.key(), sample.value()));
  }

  @AfterEach
  void stop() {
    etcd.close();
  }

  private LiveEtcd live() {
    return LiveEtcd.at(
        new EtcdAddress(etcd.endpoints(), Optional.empty(), Optional.empty()),
        Outward.ANYWHERE,
        Deadline.never(),
        Duration.ofSeconds(5));
  }

  private static Map<String, Envelope> envelopes(ObjectSource source) {
    Map<String, Envelope> envelopes = new TreeMap<>();
    EnvelopeReader reader = new EnvelopeReader();
    source.scan(
        new ObjectSink() {
          @Override
          public void begin(long revision) {
            envelopes.clear();
          }

          @Override
          public void object(StoredObject object) {
            byte[] key = object.key().toArray(ValueLayout.JAVA_BYTE);
            envelopes.put(new String(key, StandardCharsets.UTF_8), reader.read(object.value()));
          }
        });
    return envelopes;
  }

  private static String summary(String format, String provider, String keyId) {
    return format + " " + provider + " " + keyId;
  }

  @Test
  void eachObjectIsClassedAsItWasStored() {
    try (LiveEtcd live = live()) {
      Map<String, String> seen =
          envelopes(live).entrySet().stream()
              .collect(
                  Collectors.toMap(
                      Map.Entry::getKey,
                      one ->
                          summary(
                              one.getValue().format().text(),
                              one.getValue().provider(),
                              one.getValue().keyId())));
      Map<String, String> stored =
          samples.stream()
              .collect(
                  Collectors.toMap(
                      Sample::key, one -> summary(one.format(), one.provider(), one.keyId())));
      assertThat(seen).isEqualTo(stored);
      assertThat(samples.stream().map(Sample::format))
          .contains("plaintext", "identity", "aescbc", "aesgcm", "secretbox", "kms-v1", "kms-v2");
    }
  }

  @Test
  void seedsAreToldApart() {
    try (LiveEtcd live = live()) {
      assertThat(
              envelopes(live).values().stream()
                  .map(Envelope::seed)
                  .filter(seed -> !seed.isEmpty())
                  .distinct())
          .hasSameSizeAs(SEEDS);
    }
  }

  @Test
  void aSnapshotIsClassedAsTheRunningEtcd() {
    try (LiveEtcd live = live();
        Snapshot snapshot = Snapshot.open(etcd.snapshot())) {
      assertThat(envelopes(snapshot)).isEqualTo(envelopes(live)).hasSameSizeAs(samples);
    }
    try (LiveEtcd live = live();
        Snapshot snapshot = Snapshot.open(etcd.snapshot())) {
      Report ofLive = report(live);
      Report ofSnapshot = report(snapshot);
      assertThat(ofSnapshot.groups()).isEqualTo(ofLive.groups());
      // Each is listed in the order in which it was read.
      assertThat(ofSnapshot.offenders().listed())
          .containsExactlyInAnyOrderElementsOf(ofLive.offenders().listed());
      assertThat(ofSnapshot.verdict()).isEqualTo(ofLive.verdict());
      assertThat(ofSnapshot.objects()).isEqualTo(samples.size());
    }
  }

  private static Report report(ObjectSource source) {
    Expectation expectation =
        new Expectation(Expectation.SECRETS, Optional.of("key-2"), new TreeSet<>(List.of("key-1")));
    return Census.of(
            expectation,
            StorageKey.anyPrefix(),
            InstantSource.fixed(Instant.parse("2026-11-22T12:00:00Z")))
        .take(source);
  }
}
