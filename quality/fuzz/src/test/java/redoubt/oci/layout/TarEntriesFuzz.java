package redoubt.oci.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/**
 * A file of an archive that is taken reads in place as it does from one end of the archive to the
 * other, has no name that leads out of it, and a link leads to such a file or nowhere.
 */
final class TarEntriesFuzz extends ParserFuzz {
  private static final Archive ARCHIVE = new Archive();

  @Override
  protected void check(byte[] input) {
    Path file = ARCHIVE.of(input);
    try (TarEntries entries = new TarEntries(file)) {
      compare(entries, input);
    } catch (Failure refused) {
      expect(refused, "oci.bad-layout");
    } catch (IOException refused) {
      assertThatThrownBy(() -> walk(input)).isInstanceOf(IOException.class);
    }
  }

  private static void walk(byte[] input) throws IOException {
    try (TarArchiveInputStream tar = plain(input)) {
      while (tar.getNextEntry() != null) {
        byte[] _ = tar.readAllBytes();
      }
    }
  }

  private static TarArchiveInputStream plain(byte[] input) {
    return new TarArchiveInputStream(new ByteArrayInputStream(input), 512, 512);
  }

  private static void compare(TarEntries entries, byte[] input) {
    try (TarArchiveInputStream tar = plain(input)) {
      for (TarArchiveEntry next = tar.getNextEntry(); next != null; next = tar.getNextEntry()) {
        String path = next.getName().replaceFirst("^\\./", "");
        assertThat(path).doesNotStartWith("/");
        assertThat(path.split("/", -1)).doesNotContain("..");
        if (next.isSymbolicLink() || next.isLink()) {
          entries.find(path).ifPresent(to -> assertThat(entries.find(to.path())).contains(to));
        } else if (next.isDirectory()) {
          assertThat(entries.find(path)).isEmpty();
        } else if (next.isFile()) {
          Entries.Entry entry = entries.find(path).orElseThrow(AssertionError::new);
          assertThat(entry).isEqualTo(new Entries.Entry(path, next.getSize()));
          try (InputStream in = entries.open(entry)) {
            assertThat(in.readAllBytes()).isEqualTo(tar.readAllBytes());
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("what was taken is unreadable", e);
    }
  }
}
