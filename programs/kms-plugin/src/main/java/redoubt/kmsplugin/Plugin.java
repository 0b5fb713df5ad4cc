package redoubt.kmsplugin;

import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;
import redoubt.core.Release;
import redoubt.kms.KmsServer;
import redoubt.kmsplugin.keys.LocalKeys;
import redoubt.kmsplugin.lease.HostState;
import redoubt.kmsplugin.lease.LeaseKeeper;
import redoubt.kmsplugin.lease.Standing;
import redoubt.kmsplugin.server.RootKeyServer;
import redoubt.kmsplugin.watch.HealthPages;
import redoubt.kmsplugin.watch.Log;
import redoubt.kmsplugin.watch.Metrics;

/** The running plugin: the socket, the lease and the pages for health. */
public final class Plugin implements AutoCloseable {
  /** How long a start waits for the server before it goes on from what this machine kept. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Log log;
  private final RootKeyServer server;
  private final LocalKeys keys;
  private final LeaseKeeper keeper;
  private final Standing standing;
  private final KmsServer socket;
  private final Optional<HealthPages> pages;

  /**
   * Everything that can be chosen.
   *
   * @param cluster what local keys are bound to
   * @param socket where to listen
   * @param group who may connect besides this user
   * @param write how long to encrypt without a word from the server; empty: without end
   * @param localKeys how many local keys to keep in memory
   * @param sealsPerKey after how many seals a fresh local key takes over
   * @param recheck how often local keys that other root keys wrapped are asked about
   * @param health where the pages are; empty for nowhere
   */
  public record Settings(
      String cluster,
      Path socket,
      Optional<String> group,
      Optional<Duration> write,
      int localKeys,
      long sealsPerKey,
      Duration recheck,
      Optional<InetSocketAddress> health) {}

  /**
   * Starts. When this returns the socket answers; it may be that there is no lease yet.
   *
   * @param server taken over: closed with this
   * @param host brings the lease over a restart; empty for never
   * @throws Failure when it cannot listen; then everything is closed
   */
  public Plugin(
      Settings settings,
      RootKeyServer server,
      Optional<HostState> host,
      OutputStream logTo,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.server = server;
    this.log = new Log(logTo, clock);
    this.keys = new LocalKeys(server, settings.cluster(), settings.localKeys());
    this.standing = new Standing(keys, settings.write(), nanoTime);
    Metrics metrics = metrics(nanoTime.getAsLong(), nanoTime);
    Desk desk = new Desk(standing, keys, settings.sealsPerKey(), log, metrics, nanoTime);
    this.keeper = new LeaseKeeper(server, keys, standing, host, settings.recheck(), log, nanoTime);
    // The server is asked while the socket is made: most of a start is waiting for both.
    keeper.start();
    @Nullable KmsServer listening = null;
    try {
      listening =
          KmsServer.plan()
              .serving(new PluginV2(desk))
              .serving(new PluginV1(desk, Release.VERSION))
              .openTo(settings.group())
              .listen(settings.socket());
      this.pages = settings.health().map(at -> HealthPages.open(at, this::unready, metrics::text));
    } catch (RuntimeException e) {
      if (listening != null) {
        listening.close();
      }
      keeper.close();
      server.close();
      standing.stop();
      log.close();
      throw e;
    }
    this.socket = listening;
    log.info(
        "listening",
        "socket",
        settings.socket(),
        "version",
        Release.VERSION,
        "cluster",
        settings.cluster());
    keeper.goOn(PATIENCE);
  }

  /** Why nothing is encrypted at the moment; empty when it is. */
  public Optional<String> unready() {
    try {
      standing.forWriting();
      return Optional.empty();
    } catch (Failure e) {
      return Optional.of(e.what());
    }
  }

  /** Where the pages for health are. */
  public Optional<InetSocketAddress> health() {
    return pages.map(HealthPages::address);
  }

  /** Answers what is under way, removes the socket and zeroes all keys. */
  @Override
  public void close() {
    socket.close();
    pages.ifPresent(HealthPages::close);
    keeper.close();
    server.close();
    standing.stop();
    log.info("stopped");
    log.close();
  }

  private Metrics metrics(long startedAt, LongSupplier nanoTime) {
    Metrics metrics = new Metrics();
    String name = "redoubt_kms_plugin_";
    metrics.gauge(
        name + "ready",
        "1 while there is a lease and Status answers.",
        () -> unready().isEmpty() ? 1 : 0);
    metrics.gauge(
        name + "on_offline_grace",
        "1 while the lease comes from before a restart.",
        () -> standing.isOnGrace() ? 1 : 0);
    metrics.gauge(
        name + "server_silence_seconds",
        "How long ago the server confirmed the lease.",
        () -> standing.silence() / 1e9);
    metrics.gauge(name + "local_keys", "Local keys in memory.", keys::size);
    metrics.counter(name + "wraps", "Calls to wrap a local key.", keys::wrapCount);
    metrics.counter(name + "unwraps", "Calls to unwrap a local key.", keys::unwrapCount);
    metrics.counter(name + "log_lines_dropped", "Lines that were not written.", log::dropped);
    metrics.gauge(
        name + "uptime_seconds",
        "How long the plugin has run.",
        () -> (nanoTime.getAsLong() - startedAt) / 1e9);
    return metrics;
  }
}
