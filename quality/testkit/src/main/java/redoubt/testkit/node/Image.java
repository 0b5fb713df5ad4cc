package redoubt.testkit.node;

import java.nio.file.Path;
import java.util.List;

/**
 * What is in a container's image: a program, and files of this machine that it needs, which it sees
 * at the same place and cannot write.
 *
 * @param entrypoint what a pod's {@code args} are given to; unless the pod has a {@code command}
 * @param files files and directories, absolute
 * @param programs by the name that a {@code command} calls them, where they are
 */
public record Image(
    List<String> entrypoint, List<Path> files, java.util.Map<String, Path> programs) {
  public Image {
    entrypoint = List.copyOf(entrypoint);
    files = List.copyOf(files);
    programs = java.util.Map.copyOf(programs);
  }

  /** An image of a program that needs nothing but itself. */
  public static Image of(String name, Path program) {
    return new Image(List.of(name), List.of(), java.util.Map.of(name, program));
  }

  /** An image with this machine's system programs, libraries and JDK, and more files. */
  public static Image withSystem(List<String> entrypoint, List<Path> files) {
    List<Path> all = new java.util.ArrayList<>(files);
    for (String place : List.of("/usr", "/lib", "/lib64", "/bin", "/sbin")) {
      if (java.nio.file.Files.exists(Path.of(place))) {
        all.add(Path.of(place));
      }
    }
    all.add(Path.of(System.getProperty("java.home")));
    return new Image(entrypoint, all, java.util.Map.of());
  }
}
