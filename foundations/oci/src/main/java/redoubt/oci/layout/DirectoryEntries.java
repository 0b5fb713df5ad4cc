package redoubt.oci.layout;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Of a directory. Nothing is read through a link, except that the directory itself may be one. */
final class DirectoryEntries implements Entries {
  private final Path root;

  DirectoryEntries(Path directory) throws IOException {
    this.root = directory.toRealPath();
  }

  @Override
  public Optional<Entry> find(String path) throws IOException {
    Path at = root.resolve(path);
    if (!Files.exists(at, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    if (!at.toRealPath().equals(at)) {
      throw LayoutFailures.bad("a link leads out of it");
    }
    BasicFileAttributes of =
        Files.readAttributes(at, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return of.isRegularFile() ? Optional.of(new Entry(path, of.size())) : Optional.empty();
  }

  @Override
  public InputStream open(Entry entry) throws IOException {
    return Files.newInputStream(root.resolve(entry.path()), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void close() {}
}
