package redoubt.encryption.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Evidence;
import redoubt.core.Outward;
import redoubt.core.Proof;
import redoubt.encryption.Cluster;
import redoubt.encryption.EndlessEtcd;
import redoubt.encryption.cluster.EtcdAccess;
import redoubt.encryption.kube.KubeAccess;
import redoubt.encryption.kube.Kubeconfig;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.etcd.EtcdServer;
import redoubt.testkit.kube.EtcdGateway;
import redoubt.testkit.kube.SmallApiServer;

/** A proof ends, whatever the cluster does that it attacks; and what did not end is not proven. */
@NeedsPeer(value = "etcd", why = "that a proof ends against an etcd that does not")
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class EndlessClusterTest {
  private static final byte[] ENCRYPTED =
      ("k8s:enc:kms:v1:redoubt:\0\4seed" + "0123456789abcdef".repeat(4))
          .getBytes(StandardCharsets.US_ASCII);

  @TempDir Path directory;

  private record At(String kubeconfig, String etcd) implements Reach {
    @Override
    public List<Cluster> clusters() {
      return List.of(
          new Cluster(
              "tenant",
              new UUID(1, 2),
              "prod",
              Optional.of("https://127.0.0.1"),
              List.of(etcd),
              Cluster.Phase.ENABLED,
              Optional.of(new Cluster.Use(new UUID(3, 4), "ring")),
              List.of("secrets"),
              Optional.empty(),
              Instant.EPOCH,
              "somebody"));
    }

    @Override
    public Optional<KubeAccess> kube(Cluster cluster) {
      return Optional.of(Kubeconfig.read(kubeconfig));
    }

    @Override
    public Optional<EtcdAccess> etcd(Cluster cluster) {
      return Optional.of(
          new EtcdAccess(List.of(etcd), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Override
    public Outward outward() {
      return Outward.THIS_MACHINE_TOO;
    }

    @Override
    public List<String> keyIds(Cluster cluster) {
      return List.of();
    }

    @Override
    public Instant now() {
      return Instant.parse("2026-11-22T10:00:00Z");
    }

    @Override
    public Duration longest() {
      return Duration.ofSeconds(4);
    }
  }

  private Proof.Observation canary(IntFunction<String> names) throws Exception {
    try (EtcdServer etcd = EtcdServer.start(Files.createDirectories(directory.resolve("etcd")));
        SmallApiServer apiServer =
            SmallApiServer.start(
                directory, new EtcdGateway(etcd.endpoints().getFirst()), InstantSource.system());
        EndlessEtcd endless = new EndlessEtcd(ENCRYPTED, names)) {
      apiServer.namespace("redoubt-proofs", Map.of());
      return new CanaryProof(new At(apiServer.kubeconfig(), endless.endpoint().toString()))
          .attempt();
    }
  }

  private static void assertNothingProven(Proof.Observation seen) {
    assertThat(seen.outcome()).as(seen.seen()).isEqualTo(Evidence.Outcome.NOT_TRIED);
    assertThat(seen.seen()).contains("nothing is proven, it took longer than 4 seconds");
  }

  @Test
  void anEtcdWithoutEndProvesNothing() throws Exception {
    assertNothingProven(canary(i -> "somebody-elses-" + i));
  }

  @Test
  void remainsOfKilledRunsWithoutEndProveNothing() throws Exception {
    assertNothingProven(canary(i -> "proof-1700000000-%016x".formatted(i)));
  }
}
