package redoubt.oci.layout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** The file that a target reads, anew for every input. */
final class Archive {
  private static final String LINK = "-> ";

  private final Path file;

  Archive() {
    try {
      this.file = Files.createTempFile("redoubt-fuzz", ".tar");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    file.toFile().deleteOnExit();
  }

  /** An archive that is these bytes. */
  Path of(byte[] bytes) {
    try {
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A whole archive of files: each line has a name, a space, and the content or a link's target.
   */
  Path ofLines(String lines) {
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(Files.newOutputStream(file))) {
      out.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (String line : lines.split("\n", 100)) {
        int space = Math.max(0, line.indexOf(' '));
        add(
            out,
            line.substring(0, space).replace("\0", ""),
            line.substring(Math.min(line.length(), space + 1)));
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(TarArchiveOutputStream out, String name, String content)
      throws IOException {
    if (content.startsWith(LINK)) {
      TarArchiveEntry link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK, true);
      link.setLinkName(content.substring(LINK.length()));
      out.putArchiveEntry(link);
    } else {
      TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_NORMAL, true);
      byte[] bytes = entry.isDirectory() ? new byte[0] : content.getBytes(UTF_8);
      entry.setSize(bytes.length);
      out.putArchiveEntry(entry);
      out.write(bytes);
    }
    out.closeArchiveEntry();
  }
}
