package redoubt.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * An S3 service (s3proxy) in a process of its own, which keeps objects in files. It can be killed
 * and started again on what it has.
 */
public final class S3Server implements AutoCloseable {
  /** The bucket that is there. */
  public static final String BUCKET = "images";

  /** Who may do everything there. */
  public static final String ACCESS_KEY_ID = "local-identity";

  /** With what it is proved. */
  public static final String SECRET_ACCESS_KEY = "local-credential";

  private static final Duration START = Duration.ofSeconds(60);

  private final Path directory;
  private final int port;
  private Process process;

  private S3Server(Path directory, int port) {
    this.directory = directory;
    this.port = port;
    this.process = launch();
  }

  /** Starts it and waits until it answers. */
  public static S3Server start(Path directory) {
    try {
      int port = freePort();
      Files.createDirectories(directory.resolve("buckets").resolve(BUCKET));
      Files.writeString(
          directory.resolve("s3proxy.properties"),
          """
          s3proxy.authorization=aws-v2-or-v4
          s3proxy.identity=%s
          s3proxy.credential=%s
          s3proxy.endpoint=http://127.0.0.1:%d
          jclouds.provider=filesystem-nio2
          jclouds.filesystem.basedir=%s
          """
              .formatted(ACCESS_KEY_ID, SECRET_ACCESS_KEY, port, directory.resolve("buckets")));
      S3Server server = new S3Server(directory, port);
      server.await();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private Process launch() {
    Path classPath =
        Path.of(System.getProperty("redoubt.root", "."), "quality/s3proxy/target/class-path");
    try {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC",
              "-Xmx128m",
              "-cp",
              Files.readString(classPath).strip(),
              "org.gaul.s3proxy.Main",
              "--properties",
              directory.resolve("s3proxy.properties").toString())
          .redirectErrorStream(true)
          .redirectOutput(
              ProcessBuilder.Redirect.appendTo(directory.resolve("s3proxy.log").toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "build it first: ./build generate-resources -pl quality/s3proxy", e);
    }
  }

  private void await() {
    Await.until(START, "s3proxy", this::answers);
  }

  private boolean answers() {
    if (!process.isAlive()) {
      throw new AssertionError("s3proxy did not start, see " + directory.resolve("s3proxy.log"));
    }
    try {
      HttpURLConnection call = (HttpURLConnection) endpoint().toURL().openConnection();
      call.setReadTimeout(2000);
      return call.getResponseCode() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** Where the objects of the bucket are files. */
  public Path objects() {
    return directory.resolve("buckets").resolve(BUCKET);
  }

  /** Ends it at once. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Starts it again on the same port. */
  public void restart() {
    process = launch();
    await();
  }

  @Override
  public void close() {
    kill();
  }
}
