package redoubt.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import redoubt.crypto.PrivateFiles;
import redoubt.kms.KmsCallFailed;
import redoubt.kms.KmsClient;
import redoubt.kms.v2.DecryptResponse;
import redoubt.kms.v2.EncryptRequest;
import redoubt.kms.v2.EncryptResponse;
import redoubt.kms.v2.KeyManagementV2;
import redoubt.server.House;
import redoubt.server.ServerOptions;

/**
 * The KMS plugin as it is started beside an API server, on a real server: how long until it
 * encrypts, what memory it takes, and pairs of Encrypt and Decrypt in turns with a bare gRPC echo,
 * which is a JVM of the same options.
 */
final class PluginCalls {
  private static final int CALLERS = 16;
  private static final int STARTS = 11;

  /** Pairs a second of an API server that is busy, not of one that is at its end. */
  private static final int CALM = 1000;

  private static final String CLUSTER = "bench";

  private final Path root;
  private final Path directory;

  private PluginCalls(Path root, Path directory) {
    this.root = root;
    this.directory = directory;
  }

  static void measure(Path root, Path directory, int seconds, int rounds)
      throws IOException, InterruptedException {
    Files.createDirectory(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    new PluginCalls(root, directory).measure(seconds, rounds);
  }

  private void measure(int seconds, int rounds) throws IOException, InterruptedException {
    if (run(List.of(launcher(), "--prepare")).waitFor() != 0) {
      throw new IOException("the plugin's start could not be recorded");
    }
    try (House house =
        House.open(
            ServerOptions.in(directory.resolve("server"), "127.0.0.1", 0),
            InstantSource.system(),
            step -> {})) {
      KeyUser user = KeyUser.of(house);
      PrivateFiles.write(directory.resolve("apikey"), PluginCalls.bytes(user.newCluster(CLUSTER)));
      List<String> plugin =
          List.of(
              launcher(),
              "--server=" + house.url(),
              "--ca=" + house.caFile(),
              "--instance=" + user.instance(),
              "--cluster=" + CLUSTER,
              "--apikey-file=" + directory.resolve("apikey"),
              "--socket=" + socket("plugin"));
      starts(plugin);
      pairs(plugin, seconds, rounds);
    }
  }

  private void starts(List<String> plugin) throws IOException, InterruptedException {
    List<Double> listening = new ArrayList<>();
    List<Double> ready = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      long start = System.nanoTime();
      Process process = run(plugin);
      try {
        await(process, socket("plugin"));
        listening.add((System.nanoTime() - start) / 1e9);
        encrypted();
        ready.add((System.nanoTime() - start) / 1e9);
        cpu.add(cpu(process).toMillis() / 1e3);
      } finally {
        stop(process);
      }
    }
    report("KMS plugin, socket", listening);
    report("KMS plugin, ready", ready);
    report("KMS plugin, its CPU", cpu);
  }

  private void pairs(List<String> plugin, int seconds, int rounds)
      throws IOException, InterruptedException {
    Process process = run(plugin);
    try {
      await(process, socket("plugin"));
      EncryptResponse sealed = encrypted();
      System.out.printf(
          Locale.ROOT, "KMS plugin, memory    %5.0f MB (RSS), ready%n", memory(process));
      Process echo = echo(sealed);
      try {
        await(echo, socket("echo"));
        List<Round> bare = new ArrayList<>();
        List<Round> ours = new ArrayList<>();
        round(echo, "echo", 0, seconds);
        round(process, "plugin", 0, seconds);
        for (int i = 0; i < rounds; i++) {
          bare.add(round(echo, "echo", 0, seconds));
          ours.add(round(process, "plugin", 0, seconds));
        }
        double limit = median(bare).load().pairsPerSecond();
        report("gRPC echo", median(bare), limit);
        report("KMS plugin", median(ours), limit);
        report("gRPC echo, calm", round(echo, "echo", CALM, seconds), limit);
        report("KMS plugin, calm", round(process, "plugin", CALM, seconds), limit);
        System.out.printf(
            Locale.ROOT, "KMS plugin, memory    %5.0f MB (RSS), afterwards%n", memory(process));
      } finally {
        stop(echo);
      }
    } finally {
      stop(process);
    }
  }

  /** What callers saw, and the CPU that each pair cost the process that answered. */
  private record Round(PairLoad.Result load, double cpuMicros) {}

  private Round round(Process process, String socket, int perSecond, int seconds)
      throws InterruptedException {
    Duration before = cpu(process);
    PairLoad.Result load = PairLoad.run(socket(socket), CALLERS, perSecond, seconds);
    return new Round(load, cpu(process).minus(before).toNanos() / 1e3 / load.pairs());
  }

  private static Duration cpu(Process process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  private Process echo(EncryptResponse sealed) throws IOException {
    Path encrypted = Files.write(directory.resolve("encrypted"), sealed.encode());
    Path decrypted =
        Files.write(directory.resolve("decrypted"), new DecryptResponse(new byte[32]).encode());
    return run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "@" + root.resolve("deploy/kms-plugin/java.options"),
            "-cp",
            System.getProperty("java.class.path"),
            "redoubt.bench.GrpcEcho",
            socket("echo").toString(),
            encrypted.toString(),
            decrypted.toString()));
  }

  /** Encrypts as soon as the plugin can. */
  private EncryptResponse encrypted() throws InterruptedException {
    try (KmsClient client = KmsClient.of(socket("plugin"))) {
      while (true) {
        try {
          return client.call(KeyManagementV2.ENCRYPT, new EncryptRequest(new byte[32], "bench"));
        } catch (KmsCallFailed e) {
          // Asked more often, it would be busy with saying no.
          TimeUnit.MILLISECONDS.sleep(10);
        }
      }
    }
  }

  private static void await(Process process, Path socket) throws IOException, InterruptedException {
    while (!Files.exists(socket)) {
      if (!process.isAlive()) {
        throw new IOException("it ended instead of listening on " + socket);
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private Process run(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
        .start();
  }

  private static void stop(Process process) throws InterruptedException {
    process.destroy();
    process.waitFor(10, TimeUnit.SECONDS);
  }

  private String launcher() {
    return root.resolve("deploy/kms-plugin/redoubt-kms-plugin").toString();
  }

  private Path socket(String name) {
    return directory.resolve(name + ".sock");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static double memory(Process process) throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
        .sum();
  }

  private static Round median(List<Round> rounds) {
    return rounds.stream()
        .sorted(Comparator.comparingDouble(round -> round.load().pairsPerSecond()))
        .toList()
        .get(rounds.size() / 2);
  }

  private static void report(String name, List<Double> seconds) {
    Collections.sort(seconds);
    System.out.printf(
        Locale.ROOT,
        "%-20s %5.2f s  [%.2f]%n",
        name,
        seconds.get(seconds.size() / 2),
        seconds.getFirst());
  }

  private static void report(String name, Round round, double limit) {
    PairLoad.Result load = round.load();
    System.out.printf(
        Locale.ROOT,
        "%-16s %9.0f pairs/s  p50 %7.2f ms  p99 %7.2f ms  CPU %4.0f µs a pair  ratio to echo"
            + " %.2f%n",
        name,
        load.pairsPerSecond(),
        load.p50(),
        load.p99(),
        round.cpuMicros(),
        load.pairsPerSecond() / limit);
  }
}
