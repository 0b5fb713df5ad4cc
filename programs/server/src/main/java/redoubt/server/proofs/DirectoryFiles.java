package redoubt.server.proofs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import redoubt.keys.proof.ProvingGround;
import redoubt.server.DataDirectory;

/** The files in the directory of a server that runs. */
final class DirectoryFiles {
  private DirectoryFiles() {}

  /**
   * Reads every file but the directory's lock, which is empty and which reading would let go, and
   * the content of images, which clients sent.
   */
  static void read(Path directory, ProvingGround.Reader reader) throws IOException {
    for (Path file : all(directory)) {
      try (InputStream bytes = Files.newInputStream(file)) {
        reader.read(directory.relativize(file).toString(), bytes);
      } catch (NoSuchFileException e) {
        // PostgreSQL removed it in between.
      }
    }
  }

  private static List<Path> all(Path directory) throws IOException {
    Path lock = directory.resolve(DataDirectory.LOCK_FILE);
    ArrayList<Path> found = new ArrayList<>();
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return folder.equals(directory.resolve(DataDirectory.IMAGES))
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && !file.equals(lock)) {
              found.add(file);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) {
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
    return found;
  }
}
