package redoubt.encryption.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.encryption.KeptObjects;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.etcd.EtcdServer;
import redoubt.testkit.etcd.TlsFiles;

/** A real etcd: what is read live is what is in its snapshot, whatever happens meanwhile. */
@NeedsPeer(
    value = {"etcd", "etcdctl", "openssl"},
    why = "that objects of a real etcd are read, live and from its snapshots")
final class RealEtcdTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @TempDir private Path directory;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static LiveEtcd live(List<URI> endpoints) {
    return LiveEtcd.at(
        new EtcdAddress(endpoints, Optional.empty(), Optional.empty()),
        Outward.ANYWHERE,
        Deadline.never(),
        PATIENCE);
  }

  private static Map<String, String> readLive(EtcdServer etcd) {
    KeptObjects objects = new KeptObjects();
    try (LiveEtcd live = live(etcd.endpoints())) {
      assertThat(live.scan(objects).revision()).isEqualTo(etcd.revision());
    }
    return objects.texts();
  }

  private static Map<String, String> readSnapshot(EtcdServer etcd) {
    KeptObjects objects = new KeptObjects();
    try (Snapshot snapshot = Snapshot.open(etcd.snapshot())) {
      Scan scan = snapshot.scan(objects);
      assertThat(scan.sha256()).isPresent();
    }
    return objects.texts();
  }

  private static void fill(EtcdServer etcd, int hundreds) {
    for (int i = 0; i < hundreds; i++) {
      Map<String, String> texts = new LinkedHashMap<>();
      for (int j = 0; j < 100; j++) {
        texts.put(String.format("/registry/secrets/ns%d/s%02d", i, j), "value");
      }
      etcd.putAll(texts);
    }
  }

  @Test
  void liveAndSnapshotTellTheSameStory() {
    try (EtcdServer etcd = EtcdServer.start(directory)) {
      fill(etcd, 12);
      String large = "x".repeat(300_000);
      etcd.put("/registry/secrets/default/large", bytes(large));
      etcd.put("/registry/secrets/default/changed", bytes("old"));
      etcd.put("/registry/secrets/default/changed", bytes("new"));
      etcd.put("/registry/secrets/default/gone", bytes("gone"));
      etcd.delete("/registry/secrets/default/gone");
      etcd.put("/registry/secrets/default/back", bytes("before"));
      etcd.delete("/registry/secrets/default/back");
      etcd.put("/registry/secrets/default/back", bytes("after"));

      Map<String, String> objects = readLive(etcd);
      assertThat(objects)
          .hasSize(1203)
          .containsEntry("/registry/secrets/default/large", large)
          .containsEntry("/registry/secrets/default/changed", "new")
          .containsEntry("/registry/secrets/default/back", "after")
          .doesNotContainKey("/registry/secrets/default/gone");
      assertThat(readSnapshot(etcd)).isEqualTo(objects);

      etcd.compact();
      assertThat(readLive(etcd)).isEqualTo(objects);
      assertThat(readSnapshot(etcd)).isEqualTo(objects);
    }
  }

  @Test
  void othersMayWriteWhileItIsReadAtOneRevision() {
    try (EtcdServer etcd = EtcdServer.start(directory)) {
      fill(etcd, 6);
      Map<String, String> before = readLive(etcd);
      AtomicInteger seen = new AtomicInteger();
      KeptObjects objects = new KeptObjects();
      try (LiveEtcd live = live(etcd.endpoints())) {
        live.scan(
            watching(
                objects,
                () -> {
                  if (seen.incrementAndGet() == 100) {
                    etcd.put("/registry/secrets/zzz/new", bytes("late"));
                    etcd.delete("/registry/secrets/ns5/s99");
                  }
                }));
      }
      assertThat(objects.texts()).isEqualTo(before);
    }
  }

  @Test
  void aCompactionWhileReadingBeginsAnewAndIsSaid() {
    try (EtcdServer etcd = EtcdServer.start(directory)) {
      fill(etcd, 6);
      AtomicInteger seen = new AtomicInteger();
      KeptObjects objects = new KeptObjects();
      Scan scan;
      try (LiveEtcd live = live(etcd.endpoints())) {
        scan =
            live.scan(
                watching(
                    objects,
                    () -> {
                      if (seen.incrementAndGet() == 100) {
                        etcd.put("/registry/secrets/zzz/new", bytes("late"));
                        etcd.compact();
                      }
                    }));
      }
      assertThat(objects.beginnings()).isEqualTo(2);
      assertThat(objects.texts()).hasSize(601).containsKey("/registry/secrets/zzz/new");
      assertThat(scan.notes()).singleElement().asString().contains("began anew");
    }
  }

  @Test
  void whenAMemberIsLostTheNextOneGoesOn() {
    try (EtcdServer etcd = EtcdServer.start(directory, 3)) {
      fill(etcd, 6);
      AtomicInteger seen = new AtomicInteger();
      KeptObjects objects = new KeptObjects();
      Scan scan;
      try (LiveEtcd live = live(etcd.endpoints())) {
        scan =
            live.scan(
                watching(
                    objects,
                    () -> {
                      if (seen.incrementAndGet() == 100) {
                        etcd.kill(0);
                      }
                    }));
      }
      assertThat(objects.texts()).hasSize(600);
      assertThat(objects.beginnings()).isEqualTo(1);
      assertThat(scan.notes()).singleElement().asString().contains("did not answer");
    }
  }

  @Test
  void withoutAnyMemberItFailsClearlyAndSoon() {
    try (EtcdServer etcd = EtcdServer.start(directory)) {
      etcd.kill(0);
      assertFails(live(etcd.endpoints()), "encryption.etcd-unreachable");
    }
  }

  @Test
  void etcdWithClientCertificatesIsReadWithThemAndNotWithoutThem() {
    TlsFiles files = TlsFiles.make(directory);
    try (EtcdServer etcd =
        EtcdServer.startWithTls(directory, files.authority(), files.certificate(), files.key())) {
      etcd.put("/registry/secrets/default/a", bytes("value"));
      KeptObjects objects = new KeptObjects();
      EtcdAddress.Login login =
          new EtcdAddress.Login(EtcdAddress.pem(files.certificate()), EtcdAddress.pem(files.key()));
      Optional<String> authority = Optional.of(EtcdAddress.pem(files.authority()));
      try (LiveEtcd live =
          LiveEtcd.at(
              new EtcdAddress(etcd.endpoints(), authority, Optional.of(login)),
              Outward.ANYWHERE,
              Deadline.never(),
              PATIENCE)) {
        live.scan(objects);
      }
      assertThat(objects.texts()).containsOnlyKeys("/registry/secrets/default/a");
      assertFails(
          LiveEtcd.at(
              new EtcdAddress(etcd.endpoints(), authority, Optional.empty()),
              Outward.ANYWHERE,
              Deadline.never(),
              PATIENCE),
          "encryption.etcd-unreachable");
      assertFails(
          LiveEtcd.at(
              new EtcdAddress(etcd.endpoints(), Optional.empty(), Optional.of(login)),
              Outward.ANYWHERE,
              Deadline.never(),
              PATIENCE),
          "encryption.etcd-unreachable");
    }
  }

  private static void assertFails(LiveEtcd live, String code) {
    try (live) {
      assertThatThrownBy(() -> live.scan(new KeptObjects()))
          .isInstanceOfSatisfying(
              Failure.class, failure -> assertThat(failure.code()).isEqualTo(code));
    }
  }

  private static ObjectSink watching(KeptObjects objects, Runnable onEach) {
    return new ObjectSink() {
      @Override
      public void begin(long revision) {
        objects.begin(revision);
      }

      @Override
      public void object(StoredObject object) {
        objects.object(object);
        onEach.run();
      }
    };
  }
}
