package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.oci.Digest;
import redoubt.testkit.Await;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.S3Server;

/** A server whose images lie in a bucket. */
final class BucketTest {
  private static final byte[] LAYER = ImageCaller.bytes(1, 300_000);

  @TempDir private Path directory;
  private S3Server bucket;
  private ServerProcess server;

  @BeforeEach
  void start() throws IOException {
    bucket = S3Server.start(Files.createDirectory(directory.resolve("service")));
    server = up();
  }

  @AfterEach
  void stop() {
    server.kill();
    bucket.close();
  }

  private ServerProcess up() {
    return ServerProcess.start(
        directory.resolve("data"),
        Map.of(
            "AWS_ACCESS_KEY_ID",
            S3Server.ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY",
            S3Server.SECRET_ACCESS_KEY),
        "--images-s3",
        "s3://" + S3Server.BUCKET + "/redoubt",
        "--images-s3-endpoint",
        bucket.endpoint().toString());
  }

  private ImageCaller caller() {
    return ImageCaller.at(
        server.url(), directory.resolve("data/ca.pem"), directory.resolve("data/admin.apikey"));
  }

  @Test
  void isKilledInAPushAndGoesOnFromWhatItAcknowledged() throws Exception {
    ImageCaller caller = caller();
    caller.namespace("team");
    caller.pushImage("team/app", "v1", LAYER);
    byte[] content = ImageCaller.bytes(3, 1_000_000);
    String upload = caller.begin("team/app");
    ImageCaller.require(caller.append(upload, Arrays.copyOfRange(content, 0, 400_000)), 202);
    PipedOutputStream out = new PipedOutputStream();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      PipedInputStream in = new PipedInputStream(out);
      Future<?> dying = threads.submit(() -> caller.append(upload, in));
      out.write(new byte[1000]);
      // Whoever asks first would have the claim, and the one that is to die none.
      LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
      Await.until(Duration.ofSeconds(20), "its claim", () -> status(caller, upload) == 409);
      server.kill();
      out.close();
      assertThat(dying).isNotNull();
    }
    server = up();
    ImageCaller again = caller();
    assertThat(ImageCaller.require(again.get("/v2/team/app/manifests/v1"), 200).body())
        .isEqualTo(ImageCaller.manifest(LAYER));
    assertThat(ImageCaller.require(again.blob("team/app", LAYER), 200).body()).isEqualTo(LAYER);
    assertThat(ImageCaller.require(again.get(upload), 204).headers().firstValue("Range"))
        .contains("0-399999");
    // The claim of the dead runs out after a minute.
    byte[] rest = Arrays.copyOfRange(content, 400_000, 1_000_000);
    Await.until(
        Duration.ofSeconds(90),
        "the upload",
        () -> finished(again, upload, Digest.of(content), rest) == 201);
    assertThat(ImageCaller.require(again.blob("team/app", content), 200).body()).isEqualTo(content);
  }

  private static int status(ImageCaller caller, String upload) {
    try {
      return caller.append(upload, new byte[0]).statusCode();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static int finished(ImageCaller caller, String upload, Digest digest, byte[] rest) {
    try {
      return caller.finish(upload, digest, rest).statusCode();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aBucketThatIsAwayIsSaidPlainlyAndNothingIsHalfAcknowledged() throws Exception {
    ImageCaller caller = caller();
    caller.namespace("team");
    caller.pushImage("team/app", "v1", LAYER);
    byte[] other = ImageCaller.bytes(2, 100_000);
    String upload = caller.begin("team/app");
    bucket.kill();
    HttpResponse<byte[]> refused = caller.finish(upload, Digest.of(other), other);
    assertThat(ImageCaller.said(refused))
        .startsWith("503")
        .contains("UNAVAILABLE", "registry.store-failed")
        .doesNotContain(S3Server.ACCESS_KEY_ID);
    assertThat(caller.blob("team/app", LAYER).statusCode()).isEqualTo(503);
    ImageCaller.require(caller.get("/v2/team/app/manifests/v1"), 200);
    bucket.restart();
    assertThat(ImageCaller.require(caller.blob("team/app", LAYER), 200).body()).isEqualTo(LAYER);
    assertThat(caller.blob("team/app", other).statusCode()).isEqualTo(404);
    // What could not be made durable is not believed to be there: the whole piece is sent again.
    assertThat(ImageCaller.require(caller.get(upload), 204).headers().firstValue("Range"))
        .contains("0-0");
    ImageCaller.require(caller.finish(upload, Digest.of(other), other), 201);
    assertThat(ImageCaller.require(caller.blob("team/app", other), 200).body()).isEqualTo(other);
    assertThat(server.log()).doesNotContain(S3Server.SECRET_ACCESS_KEY);
  }

  @Test
  @NeedsPeer(value = "skopeo", why = "a registry's client that is not ours")
  void skopeoPushesAndPulls() throws Exception {
    caller().namespace("team");
    Path image = Files.createDirectory(directory.resolve("image"));
    byte[] manifest = ImageCaller.manifest(LAYER);
    for (byte[] blob : new byte[][] {LAYER, ImageCaller.CONFIG}) {
      Files.write(image.resolve(Digest.of(blob).hex()), blob);
    }
    Files.write(image.resolve("manifest.json"), manifest);
    Files.writeString(image.resolve("version"), "Directory Transport Version: 1.1\n");
    Path certificates = Files.createDirectory(directory.resolve("certificates"));
    Files.copy(directory.resolve("data/ca.pem"), certificates.resolve("ca.crt"));
    String name =
        "docker://" + server.url().getHost() + ":" + server.url().getPort() + "/team/app:v1";
    String login = "iamapikey:" + Files.readString(directory.resolve("data/admin.apikey")).strip();
    skopeo("--dest-cert-dir=" + certificates, "--dest-creds=" + login, "dir:" + image, name);
    Path pulled = directory.resolve("pulled");
    skopeo("--src-cert-dir=" + certificates, "--src-creds=" + login, name, "dir:" + pulled);
    assertThat(pulled.resolve("manifest.json")).hasBinaryContent(manifest);
    assertThat(pulled.resolve(Digest.of(LAYER).hex())).hasBinaryContent(LAYER);
  }

  private static void skopeo(String... arguments) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            new ArrayList<>(List.of("skopeo", "--insecure-policy", "copy", "--preserve-digests")));
    builder.command().addAll(List.of(arguments));
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor()).as(said).isZero();
  }
}
