package redoubt.oci.layout;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Of an archive without compression, in place: it is read through once for where its files lie.
 * Links within it, as {@code docker save} makes them for layers that are the same, lead to a file
 * of the same archive, and not to another link.
 */
final class TarEntries implements Entries {
  private static final int MOST = 100_000;
  private static final int LONGEST_NAME = 1024;

  private final FileChannel file;
  private final Map<String, Long> at = new HashMap<>();
  private final Map<String, Entry> entries = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();

  TarEntries(Path archive) throws IOException {
    this.file = FileChannel.open(archive, StandardOpenOption.READ);
    try {
      scan();
    } catch (IllegalArgumentException e) {
      file.close();
      throw LayoutFailures.bad("it is no archive");
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private void scan() throws IOException {
    file.position(0);
    Counting counting = new Counting(new BufferedInputStream(Channels.newInputStream(file), 512));
    TarArchiveInputStream tar = new TarArchiveInputStream(counting, 512, 512);
    int count = 0;
    for (TarArchiveEntry next = tar.getNextEntry(); next != null; next = tar.getNextEntry()) {
      if (++count > MOST || next.getName().length() > LONGEST_NAME) {
        throw LayoutFailures.bad("it has more or longer names than are read");
      }
      String path = path(next.getName());
      if (next.isSparse()) {
        throw LayoutFailures.bad("it has a file with holes");
      }
      if (next.isSymbolicLink() || next.isLink()) {
        links.putIfAbsent(path, target(path, next));
      } else if (next.isFile() && !next.isDirectory()) {
        if (entries.putIfAbsent(path, new Entry(path, next.getSize())) != null) {
          throw LayoutFailures.bad("it has two files of one name");
        }
        at.put(path, counting.count);
        if (next.getSize() < 0 || counting.count + next.getSize() > file.size()) {
          throw LayoutFailures.bad("it ends in the middle of a file");
        }
      }
    }
  }

  private static String target(String path, TarArchiveEntry link) {
    String to = link.getLinkName();
    if (to.startsWith("/")) {
      throw LayoutFailures.bad("a link leads out of it");
    }
    int slash = path.lastIndexOf('/');
    Path from = Path.of(link.isLink() || slash < 0 ? "." : path.substring(0, slash));
    Path led = from.resolve(to).normalize();
    if (led.startsWith("..")) {
      throw LayoutFailures.bad("a link leads out of it");
    }
    return led.toString();
  }

  private static String path(String name) {
    String path = name.startsWith("./") ? name.substring(2) : name;
    for (String part : path.split("/", -1)) {
      if (part.equals("..") || path.startsWith("/") || path.indexOf('\0') >= 0) {
        throw LayoutFailures.bad("a name in it leads out of it");
      }
    }
    return path;
  }

  @Override
  public Optional<Entry> find(String path) {
    Entry entry = entries.get(path);
    String link = links.get(path);
    return Optional.ofNullable(entry == null && link != null ? entries.get(link) : entry);
  }

  @Override
  public InputStream open(Entry entry) throws IOException {
    file.position(Objects.requireNonNull(at.get(entry.path())));
    InputStream rest = Channels.newInputStream(file);
    return new FilterInputStream(rest) {
      private long left = entry.size();

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        int read = left == 0 ? -1 : in.read(into, from, (int) Math.min(length, left));
        left -= Math.max(0, read);
        return read;
      }

      @Override
      public void close() {
        // The archive stays open.
      }
    };
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Knows where the archive is being read; the reader of it takes no more than it needs. */
  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = super.read(into, from, length);
      count += Math.max(0, read);
      return read;
    }

    @Override
    public long skip(long length) throws IOException {
      long skipped = super.skip(length);
      count += skipped;
      return skipped;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
