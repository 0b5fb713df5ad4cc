package redoubt.testkit.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A pod's container as a process: it sees its image and the volumes of its manifest, nothing else
 * of the node. Needs {@code unshare} and, unless this is root, user namespaces.
 */
final class Container {
  private final Process process;

  private Container(Process process) {
    this.process = process;
  }

  /**
   * @param disk what stands for the node's root directory
   * @param log what it says is added here
   */
  static Container start(Pod pod, Image image, Path disk, Path log) throws IOException {
    Path root = Files.createDirectories(disk.resolve("run/containers").resolve(pod.name()));
    StringBuilder script = new StringBuilder("set -e\n");
    line(script, "mount", "-t", "tmpfs", "none", root.toString());
    for (String directory : List.of("proc", "dev", "tmp", "etc", "run", "usr/local/bin")) {
      if (!directory.startsWith("usr") || !image.programs().isEmpty()) {
        line(script, "mkdir", "-p", root + "/" + directory);
      }
    }
    line(script, "mount", "--rbind", "/proc", root + "/proc");
    line(script, "mount", "--rbind", "/dev", root + "/dev");
    for (String file : List.of("/etc/passwd", "/etc/group", "/etc/hosts", "/etc/resolv.conf")) {
      if (Files.exists(Path.of(file))) {
        line(script, "cp", "-L", file, root + file);
      }
    }
    image
        .programs()
        .forEach((name, program) -> {
          line(script, "touch", root + "/usr/local/bin/" + name);
          bind(script, program.toAbsolutePath().toString(), root + "/usr/local/bin/" + name, true);
        });
    for (Path file : image.files()) {
      if (Files.isSymbolicLink(file)) {
        line(script, "cp", "-P", file.toString(), root + file.toString());
      } else if (Files.isDirectory(file)) {
        line(script, "mkdir", "-p", root + file.toString());
        bind(script, file.toString(), root + file.toString(), true);
      } else {
        line(script, "mkdir", "-p", root + parent(file.toString()));
        line(script, "touch", root + file.toString());
        bind(script, file.toString(), root + file.toString(), true);
      }
    }
    for (Pod.Mount mount : pod.mounts()) {
      volume(script, mount, disk, root);
    }
    if (pod.readOnlyRoot()) {
      line(script, "mount", "-o", "remount,ro", root.toString());
    }
    List<String> command = new ArrayList<>(List.of("exec", "chroot", root.toString()));
    if (pod.dropsAll()) {
      command.addAll(List.of("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--"));
    }
    command.addAll(pod.command().isEmpty() ? image.entrypoint() : pod.command());
    command.addAll(pod.args());
    line(script, command.toArray(String[]::new));
    List<String> unshare = new ArrayList<>(List.of("unshare", "--mount", "--propagation=private"));
    if (!"root".equals(System.getProperty("user.name"))) {
      unshare.add("--map-root-user");
    }
    unshare.addAll(List.of("sh", "-c", script.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(unshare)
            .directory(disk.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return new Container(builder.start());
  }

  private static void volume(StringBuilder script, Pod.Mount mount, Path disk, Path root)
      throws IOException {
    String target = root + mount.path();
    if (mount.host().isEmpty()) {
      line(script, "mkdir", "-p", target);
      line(script, "mount", "-t", "tmpfs", "none", target);
      return;
    }
    Path host = disk.resolve(mount.host().substring(1));
    switch (mount.type()) {
      case "DirectoryOrCreate" -> Files.createDirectories(host);
      case "Directory", "File", "" -> {
        if (!Files.exists(host)) {
          throw new java.nio.file.NoSuchFileException(host.toString());
        }
      }
      default -> throw new IllegalArgumentException("a volume of type " + mount.type());
    }
    if (Files.isDirectory(host)) {
      line(script, "mkdir", "-p", target);
    } else {
      line(script, "mkdir", "-p", parent(target));
      line(script, "touch", target);
    }
    bind(script, host.toString(), target, mount.readOnly());
  }

  private static String parent(String path) {
    return path.substring(0, path.lastIndexOf('/'));
  }

  private static void bind(StringBuilder script, String from, String to, boolean readOnly) {
    line(script, "mount", "--rbind", from, to);
    if (readOnly) {
      line(script, "mount", "-o", "remount,bind,ro", to);
    }
  }

  private static void line(StringBuilder script, String... words) {
    for (String word : words) {
      script.append('\'').append(word.replace("'", "'\\''")).append("' ");
    }
    script.append('\n');
  }

  boolean isAlive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** As a kubelet: asks, and after the time kills. */
  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  /** As {@code kill -9}. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }
}
