package redoubt.kmsplugin;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.logging.LogManager;
import redoubt.core.Failure;
import redoubt.core.Release;
import redoubt.kmsplugin.lease.HostState;
import redoubt.kmsplugin.server.HttpsRootKeyServer;

/**
 * Where the plugin starts. Ends with 0 after SIGTERM, 2 after wrong use, 3 when it cannot start.
 */
public final class Main {
  private static final int DONE = 0;
  private static final int WRONG_USE = 2;
  private static final int COULD_NOT = 3;

  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    List<String> line = List.of(arguments);
    PrintStream out = System.out;
    if (line.contains("--help") || line.contains("-h")) {
      out.print(Options.HELP);
      return;
    }
    if (line.contains("--version")) {
      out.println("redoubt-kms-plugin " + Release.VERSION);
      return;
    }
    // Libraries' own lines are no JSON, and no use to who runs this; their errors come to us as
    // exceptions.
    LogManager.getLogManager().reset();
    try {
      run(Options.parse(line, System.getenv()));
    } catch (Failure e) {
      System.err.println("redoubt-kms-plugin: " + e.what() + " " + e.remedy());
      boolean wrongUse = e.kind() == Failure.Kind.INVALID && e.code().equals("plugin.usage");
      System.exit(wrongUse ? WRONG_USE : COULD_NOT);
    }
  }

  private static void run(Options options) throws InterruptedException {
    Plugin plugin = start(options);
    CountDownLatch never = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("stop")
                .unstarted(() -> {
                  plugin.close();
                  // A process that did as SIGTERM told it ended well.
                  Runtime.getRuntime().halt(DONE);
                }));
    never.await();
  }

  /** Starts the plugin in this process, logging to standard error. */
  static Plugin start(Options options) {
    InstantSource clock = InstantSource.system();
    if (options.offlineGrace().isEmpty()) {
      HostState.remove(options.stateDirectory());
    }
    Optional<HostState> host =
        options
            .offlineGrace()
            .map(grace ->
                new HostState(
                    options.stateDirectory(),
                    options.machineId(),
                    options.context(),
                    grace,
                    clock));
    return new Plugin(
        options.plugin(),
        new HttpsRootKeyServer(options.server(), System::nanoTime),
        host,
        new FileOutputStream(FileDescriptor.err),
        clock,
        System::nanoTime);
  }
}
