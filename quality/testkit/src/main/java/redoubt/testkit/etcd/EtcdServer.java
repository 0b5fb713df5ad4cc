package redoubt.testkit.etcd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import redoubt.testkit.Await;
import redoubt.testkit.FreePort;
import redoubt.testkit.Peers;

/**
 * One or more members of a real etcd on this machine. Tests that use it carry
 * {@code @NeedsPeer({"etcd", "etcdctl"})}.
 */
public final class EtcdServer implements AutoCloseable {
  private final Path directory;
  private final List<Process> members = new ArrayList<>();
  private final List<URI> endpoints = new ArrayList<>();
  private final List<String> tls;

  private EtcdServer(Path directory, List<String> tls) {
    this.directory = directory;
    this.tls = tls;
  }

  /** One member without TLS. */
  public static EtcdServer start(Path directory) {
    return start(directory, 1);
  }

  public static EtcdServer start(Path directory, int members) {
    EtcdServer etcd = new EtcdServer(directory, List.of());
    etcd.launch(members, "http", List.of());
    return etcd;
  }

  /** One member that wants client certificates of the authority. */
  public static EtcdServer startWithTls(
      Path directory, Path authority, Path certificate, Path key) {
    EtcdServer etcd =
        new EtcdServer(
            directory,
            List.of(
                "--cacert",
                authority.toString(),
                "--cert",
                certificate.toString(),
                "--key",
                key.toString()));
    etcd.launch(
        1,
        "https",
        List.of(
            "--client-cert-auth",
            "--trusted-ca-file",
            authority.toString(),
            "--cert-file",
            certificate.toString(),
            "--key-file",
            key.toString()));
    return etcd;
  }

  private void launch(int count, String scheme, List<String> more) {
    List<String> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      endpoints.add(URI.create(scheme + "://127.0.0.1:" + FreePort.find()));
      peers.add("http://127.0.0.1:" + FreePort.find());
    }
    String cluster =
        String.join(
            ",",
            java.util.stream.IntStream.range(0, count)
                .mapToObj(i -> "m" + i + "=" + peers.get(i))
                .toList());
    for (int i = 0; i < count; i++) {
      List<String> command = new ArrayList<>();
      command.add(Peers.find("etcd").orElseThrow().toString());
      command.addAll(
          List.of(
              "--name", "m" + i,
              "--data-dir", directory.resolve("m" + i).toString(),
              "--listen-client-urls", endpoints.get(i).toString(),
              "--advertise-client-urls", endpoints.get(i).toString(),
              "--listen-peer-urls", peers.get(i),
              "--initial-advertise-peer-urls", peers.get(i),
              "--initial-cluster", cluster,
              "--log-level", "error"));
      command.addAll(more);
      try {
        members.add(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("m" + i + ".log").toFile())
                .start());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    Await.until(
        Duration.ofSeconds(60),
        "etcd is healthy",
        () -> run(Path.of("/dev/null"), "endpoint", "health").exit() == 0);
  }

  public List<URI> endpoints() {
    return List.copyOf(endpoints);
  }

  /** Stores a value, as large as etcd takes. */
  public void put(String key, byte[] value) {
    try {
      Path input = Files.write(directory.resolve("value"), value);
      check(run(input, "put", key), "put " + key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stores up to 100 short texts in one transaction. */
  public void putAll(java.util.Map<String, String> texts) {
    StringBuilder script = new StringBuilder("\n");
    texts.forEach(
        (key, text) -> script.append("put ").append(key).append(" ").append(text).append('\n'));
    try {
      Path input = Files.writeString(directory.resolve("transaction"), script + "\n\n");
      check(run(input, "txn"), "txn");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void delete(String key) {
    ctl("del", key);
  }

  /** Forgets everything before the newest revision. */
  public void compact() {
    ctl("compact", Long.toString(revision()), "--physical");
  }

  public long revision() {
    String json = ctl("get", "no-such-key", "-w", "json");
    return Long.parseLong(json.replaceAll("(?s).*\"revision\":(\\d+).*", "$1"));
  }

  public Path snapshot() {
    Path file = directory.resolve("snapshot-" + System.nanoTime() + ".db");
    ctl("snapshot", "save", file.toString());
    return file;
  }

  /** Runs etcdctl; the answer is its output. */
  public String ctl(String... arguments) {
    Run run = run(Path.of("/dev/null"), arguments);
    check(run, String.join(" ", arguments));
    return run.output();
  }

  /** Kills one member, as a power failure does. */
  public void kill(int member) {
    try {
      members.get(member).destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private record Run(int exit, String output) {}

  private static void check(Run run, String what) {
    if (run.exit != 0) {
      throw new IllegalStateException("etcdctl " + what + ": " + run.output);
    }
  }

  private Run run(Path input, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Peers.find("etcdctl").orElseThrow().toString());
    command.add("--endpoints");
    command.add(String.join(",", alive().stream().map(URI::toString).toList()));
    command.addAll(tls);
    command.addAll(Arrays.asList(arguments));
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectErrorStream(true).redirectInput(input.toFile());
      builder.environment().put("ETCDCTL_API", "3");
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Run(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private List<URI> alive() {
    List<URI> alive = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      if (members.get(i).isAlive()) {
        alive.add(endpoints.get(i));
      }
    }
    return alive;
  }

  @Override
  public void close() {
    for (int i = 0; i < members.size(); i++) {
      kill(i);
    }
  }
}
