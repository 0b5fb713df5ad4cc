package redoubt.signatures.watch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.outward.Outside;
import redoubt.signatures.beside.PutSignature;
import redoubt.signatures.signers.SignerKind;
import redoubt.signatures.testing.Room;
import redoubt.testkit.DockerRegistry;
import redoubt.testkit.NeedsPeer;

/** Signatures that skopeo put into a lookaside, which another server gives out. */
@NeedsPeer(
    value = {"docker-registry", "skopeo", "umoci", "gpg", "gpgconf"},
    why = "OpenPGP signatures beside another registry")
final class OpenPgpElsewhereTest {
  private final Room room = new Room();
  private final FakeCluster cluster = new FakeCluster();
  @TempDir Path directory;
  private DockerRegistry registry;
  private HttpServer lookaside;
  private Path signatures;
  private Watch watch;
  private String image;

  @BeforeEach
  void start() throws Exception {
    registry = DockerRegistry.start(directory.resolve("registry"));
    signatures = Files.createDirectory(directory.resolve("signatures"));
    listen(0);
    watch =
        room.watch(
            cluster, new Outside(Outward.THIS_MACHINE_TOO, SSLContext.getDefault(), Set.of()));
    image = registry.host() + "/acme/app:v1";
    Path _ =
        Files.createDirectory(
            directory.resolve("g"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    push();
    room.signers()
        .add(
            Room.TENANT,
            "team",
            "manager",
            "ann",
            SignerKind.OPENPGP,
            run("gpg", "--armor", "--export"),
            Map.of());
    cluster.pod(image, "", "");
  }

  private void listen(int port) {
    lookaside =
        SimpleFileServer.createFileServer(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            signatures,
            SimpleFileServer.OutputLevel.NONE);
    lookaside.start();
  }

  @AfterEach
  void stop() throws Exception {
    String _ = run("gpgconf", "--kill", "all");
    lookaside.stop(0);
    registry.close();
    room.close();
  }

  private void push() throws Exception {
    String _ =
        run(
            "gpg",
            "--batch",
            "--pinentry-mode",
            "loopback",
            "--passphrase",
            "",
            "--quick-gen-key",
            "ann <ann@acme.test>",
            "ed25519",
            "sign",
            "never");
    Path places = Files.createDirectory(directory.resolve("registries.d"));
    Files.writeString(
        places.resolve("here.yaml"),
        "docker: {'%s': {lookaside-staging: 'file://%s'}}".formatted(registry.host(), signatures));
    String _ = run("umoci", "init", "--layout", "made");
    String _ = run("umoci", "new", "--image", "made:v1");
    String _ =
        run(
            "skopeo",
            "--registries.d=" + places,
            "copy",
            "--dest-tls-verify=false",
            "--sign-by=ann@acme.test",
            "oci:made:v1",
            "docker://" + image);
  }

  private String run(String... line) throws Exception {
    List<String> command = new ArrayList<>(List.of(line));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().put("GNUPGHOME", directory.resolve("g").toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  private void cover(Optional<URI> place) {
    Object _ = room.covers().set(Room.TENANT, "manager", registry.host() + "/acme", "team", place);
  }

  private Optional<URI> place() {
    return Optional.of(URI.create("http://127.0.0.1:" + lookaside.getAddress().getPort() + "/"));
  }

  private void follow() {
    room.clock().advance(Duration.ofSeconds(30));
    watch.readClusters();
    watch.askWhatIsDue();
  }

  private Overview.Line line() {
    return room.overview().one(Room.TENANT, image).orElseThrow();
  }

  @Test
  void whoSignedIsFoundInTheLookaside() {
    cover(place());
    follow();
    assertThat(line().problem()).isEmpty();
    assertThat(line().glance().orElseThrow().trusted()).as(line().toString()).isTrue();
    assertThat(line().glance().orElseThrow().signers()).containsExactly("ann");
  }

  @Test
  void aLookasideThatIsNamedLaterIsAskedSoon() {
    cover(Optional.empty());
    follow();
    assertThat(line().glance().orElseThrow().trusted()).isFalse();
    cover(place());
    follow();
    assertThat(line().glance().orElseThrow().trusted()).isTrue();
    cover(Optional.empty());
    follow();
    assertThat(line().glance().orElseThrow().trusted()).isFalse();
  }

  @Test
  void whatWasFoundCountsWhileTheLookasideIsAway() {
    cover(place());
    follow();
    int port = lookaside.getAddress().getPort();
    lookaside.stop(0);
    room.clock().advance(Duration.ofMinutes(11));
    follow();
    assertThat(line().problem()).contains("The place of the image's OpenPGP signatures");
    assertThat(line().glance().orElseThrow().trusted()).isTrue();
    listen(port);
    room.clock().advance(Duration.ofMinutes(11));
    follow();
    assertThat(line().problem()).isEmpty();
  }

  @Test
  void aSignatureThatIsTakenAwayCountsNoMore() throws Exception {
    cover(place());
    follow();
    Files.delete(first());
    room.clock().advance(Duration.ofMinutes(11));
    follow();
    assertThat(line().glance().orElseThrow().trusted()).isFalse();
  }

  @Test
  void whatIsTooLongOrNoSignatureHidesNone() throws Exception {
    Path second = first().resolveSibling("signature-3");
    Files.move(first(), second);
    Files.write(second.resolveSibling("signature-1"), new byte[PutSignature.LONGEST + 2]);
    Files.writeString(second.resolveSibling("signature-2"), "rubbish");
    cover(place());
    follow();
    assertThat(line().problem()).isEmpty();
    assertThat(line().glance().orElseThrow().signers()).containsExactly("ann");
  }

  private Path first() throws Exception {
    try (Stream<Path> all = Files.walk(signatures)) {
      return all.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }

  @Test
  void aPlaceHasToBeOne() {
    for (String bad :
        List.of(
            "file:///signatures",
            "https://user@acme.test/signatures",
            "https://acme.test/signatures?a=b",
            "https://acme.test/#a",
            "signatures",
            "https://acme.test/" + "a".repeat(512))) {
      assertThatThrownBy(() -> cover(Optional.of(URI.create(bad))))
          .as(bad)
          .isInstanceOfSatisfying(
              Failure.class,
              failure -> assertThat(failure.code()).isEqualTo("signatures.bad-lookaside"));
    }
  }
}
