package redoubt.encryption.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import redoubt.core.Failure;
import redoubt.encryption.check.FaultyPlugin.Fault;

/** A good plugin scores full, and each fault is found by the check that is there for it. */
final class KmsCheckTest {
  @TempDir Path directory;

  /** A command that makes a file, and waits until this has done what it stands for. */
  private static String command(Path place, Runnable effect) {
    try {
      WatchService watch = place.getFileSystem().newWatchService();
      Files.createDirectory(place).register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      Thread.ofVirtual()
          .start(() -> {
            try {
              for (WatchKey key = watch.take(); ; key = watch.take()) {
                if (!key.pollEvents().isEmpty()) {
                  effect.run();
                  Files.delete(place.resolve("do"));
                }
                key.reset();
              }
            } catch (InterruptedException | IOException e) {
              Thread.currentThread().interrupt();
            }
          });
      return "touch %1$s/do; while [ -e %1$s/do ]; do sleep 0.05; done".formatted(place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CheckReport check(Fault fault, Api api) throws InterruptedException, IOException {
    Path own = Files.createTempDirectory(directory, "run");
    Path socket = own.resolve("kms.sock");
    try (FaultyPlugin plugin = new FaultyPlugin(socket, fault)) {
      return KmsCheck.run(
          new CheckSettings(
              socket,
              api,
              Duration.ofSeconds(2),
              Duration.ofSeconds(2),
              Optional.of(command(own.resolve("restart"), plugin::restart)),
              Optional.of(command(own.resolve("rotate"), plugin::rotate))),
          finding -> {});
    }
  }

  private static List<String> failed(CheckReport report) {
    return report.items().stream().filter(Finding::failed).map(Finding::id).toList();
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void aGoodPluginScoresFull(Api api) throws InterruptedException, IOException {
    CheckReport report = check(Fault.NONE, api);
    assertThat(report.items()).allSatisfy(item -> assertThat(item.outcome()).isEqualTo("passed"));
    assertThat(report.score()).isEqualTo(100);
    assertThat(report.good()).isTrue();
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        Arguments.of(Fault.WRONG_VERSION, "status.valid"),
        Arguments.of(Fault.UNHEALTHY, "status.valid"),
        Arguments.of(Fault.FLIP_FLOPS, "status.steady"),
        Arguments.of(Fault.OTHER_KEY_ID_ON_ENCRYPT, "encrypt.key-id"),
        Arguments.of(Fault.KEY_ID_TOO_LONG, "status.valid"),
        Arguments.of(Fault.CIPHERTEXT_TOO_LONG, "encrypt.sizes"),
        Arguments.of(Fault.ANNOTATION_NAME, "encrypt.sizes"),
        Arguments.of(Fault.LEAKS_PLAINTEXT, "encrypt.secret"),
        Arguments.of(Fault.SAME_NONCE, "encrypt.fresh"),
        Arguments.of(Fault.NO_TAG, "tamper.ciphertext"),
        Arguments.of(Fault.IGNORES_KEY_ID, "tamper.key-id"),
        Arguments.of(Fault.TRUSTS_ANNOTATIONS, "tamper.annotations"),
        Arguments.of(Fault.MIXES_UP_CALLERS, "load.callers"),
        Arguments.of(Fault.SLOW_STATUS, "load.probe"),
        Arguments.of(Fault.FORGETS_ON_RESTART, "restart"),
        Arguments.of(Fault.NEW_KEY_ID_ON_RESTART, "restart"),
        Arguments.of(Fault.MISSES_ROTATION, "rotation"),
        Arguments.of(Fault.FORGETS_ON_ROTATION, "rotation"),
        Arguments.of(Fault.KEY_ID_COMES_BACK, "key-id.never-again"),
        Arguments.of(Fault.OPEN_SOCKET, "socket.permissions"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aPlantedFaultIsFound(Fault fault, String by) throws InterruptedException, IOException {
    CheckReport report = check(fault, Api.V2);
    assertThat(failed(report)).contains(by);
    assertThat(report.good()).isFalse();
    assertThat(report.score()).isLessThan(100);
  }

  @Test
  void theOldVersionIsJudgedToo() throws InterruptedException, IOException {
    assertThat(failed(check(Fault.NO_TAG, Api.V1BETA1))).contains("tamper.ciphertext");
    assertThat(failed(check(Fault.SAME_NONCE, Api.V1BETA1))).contains("encrypt.fresh");
    assertThat(failed(check(Fault.WRONG_VERSION, Api.V1BETA1))).contains("version.valid");
  }

  @Test
  void withoutCommandsRestartAndRotationAreNotTried() throws InterruptedException {
    Path socket = directory.resolve("kms.sock");
    try (FaultyPlugin _ = new FaultyPlugin(socket, Fault.NONE)) {
      CheckReport report =
          KmsCheck.run(
              new CheckSettings(
                  socket,
                  Api.V2,
                  Duration.ofSeconds(2),
                  Duration.ofSeconds(2),
                  Optional.empty(),
                  Optional.empty()),
              finding -> {});
      assertThat(report.items())
          .filteredOn(item -> item.outcome().equals("not_tried"))
          .extracting(Finding::id)
          .containsExactly("restart", "rotation");
      assertThat(report.good()).isTrue();
    }
  }

  @Test
  void aSocketThatIsNotThereIsSaidAtOnce() {
    assertThatThrownBy(() ->
            KmsCheck.run(
                new CheckSettings(
                    directory.resolve("none.sock"),
                    Api.V2,
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(2),
                    Optional.empty(),
                    Optional.empty()),
                finding -> {}))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("none.sock");
  }
}
