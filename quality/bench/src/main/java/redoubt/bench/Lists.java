package redoubt.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import redoubt.testkit.Peers;

/**
 * Pages of 100 tags and of 100 repositories, when there are as many and when there are a hundred
 * times as many; beside Debian's docker-registry, which answers with all tags. One client asks, one
 * question after the other.
 */
final class Lists {
  private static final int PAGE = 100;
  private static final int TAGS = 10_000;
  private static final int REPOSITORIES = 1_000;
  private static final String FEW = "bench/few";
  private static final String MANY = "bench/many";
  private static final byte[] CONFIG = "{}".getBytes(UTF_8);

  private Lists() {}

  static void measure(Path root, Path directory, int seconds) throws Exception {
    System.out.println(
        "lists: one client, keep-alive, no TLS; medians in ms, CPU of the server in brackets");
    try (MeasuredRegistry ours = MeasuredRegistry.ours(root, directory.resolve("ours"))) {
      measure(ours, seconds);
    }
    if (Peers.isThere("docker-registry")) {
      try (MeasuredRegistry theirs = MeasuredRegistry.theirs(directory.resolve("theirs"))) {
        measure(theirs, seconds);
      }
    }
    Bench.delete(directory);
  }

  private static void measure(MeasuredRegistry registry, int seconds) throws Exception {
    try (BlobConnection connection = registry.connectToAll()) {
      String config = push(connection, FEW);
      tag(connection, FEW, config, PAGE);
      mount(connection, MANY, config);
      tag(connection, MANY, config, TAGS);
      String tags = "/tags/list?n=" + PAGE;
      report(registry, "tags, 100 of 100", "/v2/" + FEW + tags, seconds);
      report(registry, "tags, first 100 of 10,000", "/v2/" + MANY + tags, seconds);
      report(
          registry,
          "tags, 100 in the middle of 10,000",
          "/v2/" + MANY + tags + "&last=t05000",
          seconds);
      for (int i = 0; i < PAGE; i++) {
        repository(connection, config, i);
      }
      report(registry, "catalog, 100 of 102", "/v2/_catalog?n=" + PAGE, seconds);
      for (int i = PAGE; i < REPOSITORIES; i++) {
        repository(connection, config, i);
      }
      report(registry, "catalog, 100 of 1,002", "/v2/_catalog?n=" + PAGE, seconds);
    }
  }

  private static void report(MeasuredRegistry registry, String what, String path, int seconds)
      throws IOException {
    try (BlobConnection connection = registry.connectToAll()) {
      List<Long> nanos = new ArrayList<>();
      long bytes = 0;
      double before = registry.cpuMillis();
      for (long end = System.nanoTime() + seconds * 1_000_000_000L; System.nanoTime() < end; ) {
        long from = System.nanoTime();
        bytes = expect(200, connection.call("GET", path)).bytes();
        nanos.add(System.nanoTime() - from);
      }
      double cpu = (registry.cpuMillis() - before) / nanos.size();
      nanos.sort(null);
      System.out.printf(
          Locale.ROOT,
          "%-16s %-34s %8.2f ms (%.2f ms)  %d bytes%n",
          registry.name(),
          what,
          nanos.get(nanos.size() / 2) / 1e6,
          cpu,
          bytes);
    }
  }

  private static void repository(BlobConnection connection, String config, int number)
      throws IOException {
    String name = "bench/r%04d".formatted(number);
    mount(connection, name, config);
    tag(connection, name, config, 1);
  }

  private static String push(BlobConnection connection, String repository) throws Exception {
    String digest =
        "sha256:" + HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(CONFIG));
    BlobConnection.Answer begun =
        expect(202, connection.call("POST", "/v2/" + repository + "/blobs/uploads/"));
    String to =
        begun.location() + (begun.location().contains("?") ? "&" : "?") + "digest=" + digest;
    BlobConnection.Answer _ = expect(201, connection.call("PUT", to, ByteBuffer.wrap(CONFIG)));
    return digest;
  }

  private static void mount(BlobConnection connection, String repository, String digest)
      throws IOException {
    BlobConnection.Answer _ =
        expect(
            201,
            connection.call(
                "POST", "/v2/" + repository + "/blobs/uploads/?mount=" + digest + "&from=" + FEW));
  }

  private static void tag(BlobConnection connection, String repository, String config, int tags)
      throws IOException {
    ByteBuffer manifest =
        ByteBuffer.wrap(
            """
            {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",\
            "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},\
            "layers":[]}\
            """
                .formatted(config, CONFIG.length)
                .getBytes(UTF_8));
    for (int i = 0; i < tags; i++) {
      BlobConnection.Answer _ =
          expect(
              201,
              connection.call("PUT", "/v2/%s/manifests/t%05d".formatted(repository, i), manifest));
    }
  }

  private static BlobConnection.Answer expect(int status, BlobConnection.Answer answer)
      throws IOException {
    if (answer.status() != status) {
      throw new IOException("answered " + answer.status());
    }
    return answer;
  }
}
