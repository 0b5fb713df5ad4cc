package redoubt.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;
import redoubt.core.Failure;

/** The programs of PostgreSQL, unpacked once into a directory named for their version. */
record PostgresBinaries(Path directory) {
  static final String VERSION = "18.6.0";
  private static final String ARCHIVE = "/postgres-linux-x86_64.txz";

  Path program(String name) {
    return directory.resolve("bin").resolve(name);
  }

  /** Unpacks below {@code parent} unless it was done; atomic: a half-unpacked one is never used. */
  static PostgresBinaries unpackedIn(Path parent) throws IOException {
    Path target = parent.resolve(VERSION);
    if (Files.isExecutable(target.resolve("bin/postgres"))) {
      return new PostgresBinaries(target);
    }
    requireLinuxOnAmd64();
    Path unfinished = parent.resolve(VERSION + ".unfinished");
    deleteTree(unfinished);
    DirectoryLock.makePrivateDirectory(unfinished);
    if (!unpackWithTar(unfinished)) {
      unpackInJava(unfinished);
    }
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    return new PostgresBinaries(target);
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(root)) {
      for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(path);
      }
    }
  }

  private static void requireLinuxOnAmd64() {
    String system = System.getProperty("os.name", "") + " " + System.getProperty("os.arch", "");
    if (!system.equals("Linux amd64") && !system.equals("Linux x86_64")) {
      throw new Failure(
          Failure.Kind.NOT_SUPPORTED,
          "store.no-embedded",
          "The embedded PostgreSQL runs on Linux with an x86-64 processor, not on " + system + ".",
          "Give your own PostgreSQL with --database-url.");
    }
  }

  /** Twice as fast as Java; false when tar or xz is not there. */
  private static boolean unpackWithTar(Path into) throws IOException {
    if (!onPath("tar") || !onPath("xz")) {
      return false;
    }
    Process tar =
        new ProcessBuilder("tar", "-xJf", "-", "--no-same-owner", "--exclude=*.a")
            .directory(into.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (InputStream archive = archive();
        OutputStream pipe = tar.getOutputStream()) {
      archive.transferTo(pipe);
    } catch (IOException e) {
      tar.destroyForcibly();
    }
    try {
      return tar.waitFor() == 0;
    } catch (InterruptedException e) {
      tar.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while PostgreSQL was unpacked", e);
    }
  }

  private static void unpackInJava(Path into) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive(), 1 << 16)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = into.resolve(entry.getName()).normalize();
        if (!path.startsWith(into)) {
          throw new IOException("the archive leaves its directory: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
          Files.createDirectories(path.getParent());
          Files.deleteIfExists(path);
          Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (!entry.getName().endsWith(".a")) {
          Files.createDirectories(path.getParent());
          Files.copy(tar, path, StandardCopyOption.REPLACE_EXISTING);
          Files.setPosixFilePermissions(
              path,
              PosixFilePermissions.fromString(
                  (entry.getMode() & 0100) != 0 ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }

  private static InputStream archive() throws IOException {
    InputStream archive = PostgresBinaries.class.getResourceAsStream(ARCHIVE);
    if (archive == null) {
      throw new IOException("the programs of PostgreSQL are not on the class path");
    }
    return archive;
  }

  static boolean onPath(String program) {
    return List.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)).stream()
        .anyMatch(place -> Files.isExecutable(Path.of(place, program)));
  }
}
