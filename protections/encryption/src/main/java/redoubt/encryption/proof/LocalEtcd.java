package redoubt.encryption.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.encryption.etcd.EtcdAddress;
import redoubt.encryption.etcd.EtcdKeys;

/** An etcd of one proof, on the loopback address, without TLS; gone with the proof. */
final class LocalEtcd implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final Leash process;
  private final EtcdAddress address;
  private final EtcdKeys keys;

  private LocalEtcd(Leash process, EtcdAddress address, EtcdKeys keys) {
    this.process = process;
    this.address = address;
    this.keys = keys;
  }

  /**
   * Starts one and waits for it.
   *
   * @param below of the keys that are going to be written
   */
  static LocalEtcd start(Path program, Path directory, String below) {
    String client = "http://127.0.0.1:" + freePort();
    String peer = "http://127.0.0.1:" + freePort();
    Leash process =
        Leash.start(
            List.of(
                program.toString(),
                "--name=proof",
                "--data-dir=" + directory.resolve("etcd"),
                "--listen-client-urls=" + client,
                "--advertise-client-urls=" + client,
                "--listen-peer-urls=" + peer,
                "--initial-advertise-peer-urls=" + peer,
                "--initial-cluster=proof=" + peer,
                "--log-level=error"),
            directory.resolve("etcd.log"));
    EtcdAddress address =
        new EtcdAddress(List.of(URI.create(client)), Optional.empty(), Optional.empty());
    LocalEtcd started =
        new LocalEtcd(
            process,
            address,
            EtcdKeys.at(address, Outward.ANYWHERE, Deadline.never(), List.of(below)));
    if (!Patience.until(START, () -> started.answers(below))) {
      started.close();
      throw new IllegalStateException("the proof's etcd did not start");
    }
    return started;
  }

  private boolean answers(String below) {
    try {
      return keys.read(below).isEmpty();
    } catch (Failure e) {
      return false;
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  EtcdAddress address() {
    return address;
  }

  EtcdKeys keys() {
    return keys;
  }

  @Override
  public void close() {
    keys.close();
    process.close();
  }
}
