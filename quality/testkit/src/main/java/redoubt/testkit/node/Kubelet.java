package redoubt.testkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What a kubelet does with static pods: every file in the directory of manifests is one; a pod
 * whose file changed is stopped and started as the file says now, a pod whose container ended is
 * started again. A file that is no pod leaves what runs as it is.
 */
public final class Kubelet implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final Duration BACK_OFF = Duration.ofSeconds(1);

  private final Path disk;
  private final Map<String, Image> images;
  private final Map<String, Running> running = new HashMap<>();
  private final Thread thread;
  private volatile boolean closing;

  private static final class Running {
    final String text;
    @org.jspecify.annotations.Nullable Container container;
    long startedAt;
    int starts;
    String trouble = "";

    Running(String text) {
      this.text = text;
    }
  }

  /**
   * @param disk what stands for the node's root directory
   * @param images by what their names contain
   */
  Kubelet(Path disk, Map<String, Image> images) {
    this.disk = disk;
    this.images = new TreeMap<>(images);
    this.thread = Thread.ofPlatform().name("kubelet").daemon().start(this::run);
  }

  private void run() {
    while (!closing) {
      look();
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }

  private synchronized void look() {
    if (closing) {
      return;
    }
    Map<String, String> wanted = manifests();
    running
        .entrySet()
        .removeIf(entry -> {
          boolean over = !entry.getValue().text.equals(wanted.get(entry.getKey()));
          if (over) {
            stop(entry.getValue());
          }
          return over;
        });
    wanted.forEach((file, text) -> start(running.computeIfAbsent(file, f -> new Running(text))));
  }

  private Map<String, String> manifests() {
    Map<String, String> found = new TreeMap<>();
    try (Stream<Path> files = Files.list(disk.resolve("etc/kubernetes/manifests"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.getFileName().toString().startsWith(".")) {
          found.put(file.getFileName().toString(), Files.readString(file));
        }
      }
    } catch (IOException e) {
      // Between the listing and the reading somebody removed one; the next look sees it.
      running.forEach((file, pod) -> found.putIfAbsent(file, pod.text));
    }
    return found;
  }

  private void start(Running pod) {
    Container container = pod.container;
    if (container != null && container.isAlive()) {
      return;
    }
    if (pod.starts > 0 && System.nanoTime() - pod.startedAt < BACK_OFF.toNanos()) {
      return;
    }
    pod.starts++;
    pod.startedAt = System.nanoTime();
    try {
      Pod manifest = Pod.read(pod.text);
      Image image =
          images.entrySet().stream()
              .filter(entry -> manifest.image().contains(entry.getKey()))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElseThrow(() -> new IllegalArgumentException("no image " + manifest.image()));
      pod.container = Container.start(manifest, image, disk, log(manifest.name()));
      pod.trouble = "";
    } catch (IOException | RuntimeException e) {
      pod.trouble = e.toString();
    }
  }

  private static void stop(Running pod) {
    if (pod.container != null) {
      pod.container.stop();
    }
  }

  private Path log(String pod) {
    return disk.resolve("var/log").resolve(pod + ".log");
  }

  /** What a pod's containers said since the first. */
  public String logOf(String pod) {
    try {
      return Files.exists(log(pod)) ? Files.readString(log(pod)) : "";
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** How often a manifest's container was started since the manifest changed. */
  public synchronized int starts(String manifest) {
    Running pod = running.get(manifest);
    return pod == null ? 0 : pod.starts;
  }

  /** Process of a manifest's container. */
  public synchronized long pid(String manifest) {
    Running pod = running.get(manifest);
    if (pod == null || pod.container == null) {
      throw new IllegalStateException(
          manifest + " does not run" + (pod == null ? "" : ": " + pod.trouble));
    }
    return pod.container.pid();
  }

  /** kill -9 of a manifest's container; it is started again. */
  public synchronized void kill(String manifest) {
    Running pod = running.get(manifest);
    if (pod != null && pod.container != null) {
      pod.container.kill();
    }
  }

  /** As {@code crictl stop}: the container ends in order and is started again. */
  public synchronized void restart(String manifest) {
    Running pod = running.get(manifest);
    if (pod != null) {
      stop(pod);
    }
  }

  @Override
  public void close() {
    closing = true;
    synchronized (this) {
      running
          .values()
          .forEach(pod -> {
            if (pod.container != null) {
              pod.container.kill();
            }
          });
      running.clear();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
