package redoubt.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;
import redoubt.kms.v2.DecryptRequest;
import redoubt.kms.v2.DecryptResponse;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.KeyManagementV2;
import redoubt.kms.v2.StatusRequest;
import redoubt.kms.v2.StatusResponse;

/** Who may connect, and what happens to the socket's file. */
final class SocketTest {
  /** Answers what it was asked. */
  private static final class Echo implements KeyManagementV2 {
    @Override
    public CompletableFuture<StatusResponse> status(StatusRequest request) {
      return CompletableFuture.completedFuture(new StatusResponse("v2", "ok", "k"));
    }

    @Override
    public CompletableFuture<EncryptResponse> encrypt(EncryptRequest request) {
      return CompletableFuture.completedFuture(
          new EncryptResponse(request.plaintext(), "k", Map.of()));
    }

    @Override
    public CompletableFuture<DecryptResponse> decrypt(DecryptRequest request) {
      return CompletableFuture.failedFuture(
          new Failure(Failure.Kind.CONFLICT, "test.no", "Not so.", "Do it otherwise."));
    }
  }

  @TempDir Path temporary;
  private Path socket;

  @BeforeEach
  void directory() throws IOException {
    Path directory = Files.createDirectory(temporary.resolve("run"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    socket = directory.resolve("kms.sock");
  }

  private KmsServer listen() {
    return listen(Optional.empty());
  }

  private KmsServer listen(Optional<String> group) {
    return KmsServer.plan().serving(new Echo()).openTo(group).listen(socket);
  }

  private String status() {
    try (KmsClient client = KmsClient.of(socket)) {
      return client.call(KeyManagementV2.STATUS, new StatusRequest()).keyId();
    }
  }

  private String mode() throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(socket));
  }

  @Test
  void onlyItsOwnerMayConnect() throws IOException {
    try (KmsServer _ = listen()) {
      assertThat(mode()).isEqualTo("rw-------");
      assertThat(status()).isEqualTo("k");
    }
  }

  @Test
  void aGroupMayBeLetIn() throws IOException {
    String group = Files.readAttributes(temporary, PosixFileAttributes.class).group().getName();
    try (KmsServer _ = listen(Optional.of(group))) {
      assertThat(mode()).isEqualTo("rw-rw----");
    }
  }

  @Test
  void aGroupThatIsNotThereIsRefused() {
    assertThatThrownBy(() -> listen(Optional.of("no-such-group-here")))
        .hasMessageContaining("no group");
  }

  @Test
  void aDeadSocketIsReplaced() throws IOException {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket));
    }
    assertThat(socket).exists();
    try (KmsServer _ = listen()) {
      assertThat(status()).isEqualTo("k");
    }
  }

  @Test
  void aLiveSocketOfAnotherProgramIsLeftAlone() throws IOException {
    try (ServerSocketChannel live = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      live.bind(UnixDomainSocketAddress.of(socket));
      assertThatThrownBy(this::listen).hasMessageContaining("already listening");
      assertThat(socket).exists();
    }
  }

  @Test
  void aSecondServerIsRefusedAndTheFirstServesOn() {
    try (KmsServer _ = listen()) {
      assertThatThrownBy(this::listen).hasMessageContaining("already listening");
      assertThat(status()).isEqualTo("k");
    }
  }

  @Test
  void afterwardsNothingIsLeftThatStopsTheNext() {
    listen().close();
    assertThat(socket).doesNotExist();
    try (KmsServer _ = listen()) {
      assertThat(status()).isEqualTo("k");
    }
  }

  @Test
  void aServerRemovesNoSocketThatIsNotItsOwn() throws IOException {
    KmsServer server = listen();
    Files.delete(socket);
    Files.writeString(socket, "of somebody else");
    server.close();
    assertThat(socket).hasContent("of somebody else");
  }

  @Test
  void aFileInItsPlaceIsLeftAlone() throws IOException {
    Files.writeString(socket, "precious");
    assertThatThrownBy(this::listen).hasMessageContaining("something else");
    assertThat(socket).hasContent("precious");
  }

  @Test
  void aDirectoryThatOthersMayWriteToIsRefused() throws IOException {
    for (String mode : new String[] {"rwxrwxr-x", "rwxr-xrwx"}) {
      Files.setPosixFilePermissions(socket.getParent(), PosixFilePermissions.fromString(mode));
      assertThatThrownBy(this::listen).hasMessageContaining("Others may write");
    }
  }

  @Test
  void aPathThatNoSocketCanHaveIsRefused() {
    socket = socket.resolveSibling("s".repeat(100));
    assertThatThrownBy(this::listen).hasMessageContaining("too long");
  }

  @Test
  void whatIsLeftOfACrashIsNoObstacle() throws IOException {
    Path draft = Files.createDirectory(socket.resolveSibling(".kms.sock.new"));
    Files.createFile(draft.resolve("s"));
    try (KmsServer _ = listen()) {
      assertThat(draft).doesNotExist();
    }
  }

  @Test
  void aFailureReachesTheCallerWithItsCodeAndRemedy() {
    try (KmsServer _ = listen();
        KmsClient client = KmsClient.of(socket)) {
      assertThatThrownBy(() ->
              client.call(
                  KeyManagementV2.DECRYPT, new DecryptRequest(new byte[0], "", "", Map.of())))
          .isInstanceOfSatisfying(
              KmsCallFailed.class,
              failed -> {
                assertThat(failed.status()).isEqualTo("FAILED_PRECONDITION");
                assertThat(failed.description()).isEqualTo("test.no: Not so. Do it otherwise.");
              });
    }
  }

  @Test
  void aClientWaitsForAServerButNotLongerThanItsTime() {
    try (KmsClient client = KmsClient.of(socket, Duration.ofMillis(200))) {
      assertThatThrownBy(() -> client.call(KeyManagementV2.STATUS, new StatusRequest()))
          .hasMessageContaining("DEADLINE_EXCEEDED");
    }
  }
}
