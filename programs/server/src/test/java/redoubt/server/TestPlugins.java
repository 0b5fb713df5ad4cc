package redoubt.server;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import redoubt.encryption.proof.Plugins;
import redoubt.kmsplugin.Plugin;
import redoubt.kmsplugin.server.HttpsRootKeyServer;

/** The real KMS plugin, in this process. */
class TestPlugins implements Plugins {
  @Override
  public Optional<String> missing() {
    return Optional.empty();
  }

  @Override
  public Running start(Setup setup) {
    return new InProcess(CompletableFuture.supplyAsync(() -> open(setup, setup.socket())));
  }

  /** Starts it at any socket. */
  static Plugin open(Setup setup, Path socket) {
    return new Plugin(
        new Plugin.Settings(
            setup.cluster(),
            socket,
            Optional.empty(),
            Optional.empty(),
            100,
            1 << 20,
            Duration.ofHours(1),
            Optional.empty()),
        new HttpsRootKeyServer(
            new HttpsRootKeyServer.Settings(
                setup.server(),
                Optional.of(setup.authority()),
                setup.apiKeyFile(),
                setup.instance(),
                setup.cluster()),
            System::nanoTime),
        Optional.empty(),
        java.io.OutputStream.nullOutputStream(),
        InstantSource.system(),
        System::nanoTime);
  }

  /** A plugin that has ended is one that could not start. */
  record InProcess(CompletableFuture<? extends AutoCloseable> starting) implements Running {
    @Override
    public void kill() {
      close();
    }

    @Override
    public boolean endsWithin(Duration time) {
      try {
        starting.get(time.toMillis(), TimeUnit.MILLISECONDS);
        return false;
      } catch (ExecutionException e) {
        return true;
      } catch (TimeoutException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      starting
          .handle((plugin, refusal) -> {
            if (plugin != null) {
              try {
                plugin.close();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            }
            return true;
          })
          .join();
    }
  }
}
