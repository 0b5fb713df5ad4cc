package redoubt.encryption.proof;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redoubt.encryption.proof.Plugins.Running;
import redoubt.encryption.proof.Plugins.Setup;
import redoubt.encryption.proof.ProofGround.Visit;

/** A cluster of the proof's own with plugins on this machine. Closing it removes everything. */
final class OwnGround implements AutoCloseable {
  /** A plugin starts in three seconds on a busy machine. */
  private static final Duration START = Duration.ofSeconds(60);

  private final Visit visit;
  private final Plugins plugins;
  private final List<AutoCloseable> made = new ArrayList<>();
  private final TemporaryDirectory directory;
  private final OwnCluster cluster;
  private final Path apiKey;

  OwnGround(ProofGround ground, Plugins plugins) {
    this.plugins = plugins;
    this.visit = ground.enter();
    made.add(visit);
    try {
      this.directory = TemporaryDirectory.make(visit.now());
      made.add(directory);
      this.cluster = OwnCluster.make(visit);
      made.add(cluster);
      this.apiKey = directory.secret("apikey", cluster.apiKey());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  OwnCluster cluster() {
    return cluster;
  }

  URI server() {
    return visit.server();
  }

  TemporaryDirectory directory() {
    return directory;
  }

  Path socket() {
    return directory.resolve("kms.sock");
  }

  /** Starts a plugin that asks the server there; it may not be ready yet. */
  Running start(URI server, Path socket) {
    Running running =
        plugins.start(
            new Setup(
                server,
                visit.authority(),
                visit.instance(),
                cluster.name(),
                apiKey,
                socket,
                directory.path()));
    made.add(running);
    return running;
  }

  /**
   * Starts a plugin at the usual socket and waits until it is ready.
   *
   * @throws IllegalStateException when it never is
   */
  Running start(URI server) {
    Running running = start(server, socket());
    if (!isReady()) {
      throw new IllegalStateException("the proof's plugin did not become ready");
    }
    return running;
  }

  boolean isReady() {
    try (Asking asking = ask()) {
      return Patience.until(START, () -> asking.keyId().isPresent());
    }
  }

  /** A fresh connection to the usual socket. */
  Asking ask() {
    return new Asking(socket());
  }

  <T extends AutoCloseable> T keep(T closeable) {
    made.add(closeable);
    return closeable;
  }

  /** What was made last goes first; one that cannot go does not keep the others. */
  @Override
  public void close() {
    RuntimeException first = null;
    for (AutoCloseable closeable : made.reversed()) {
      try {
        closeable.close();
      } catch (Exception e) {
        RuntimeException failed =
            e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e);
        if (first == null) {
          first = failed;
        } else {
          first.addSuppressed(failed);
        }
      }
    }
    made.clear();
    if (first != null) {
      throw first;
    }
  }
}
