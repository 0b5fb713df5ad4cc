package redoubt.oci.layout;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** The regular files of a directory or an archive, by their paths. */
interface Entries extends AutoCloseable {
  /** Longest file that is read as a whole. */
  int LONGEST = 4 << 20;

  /**
   * @param size in bytes
   */
  record Entry(String path, long size) {}

  /** A regular file of that path; links are none. */
  Optional<Entry> find(String path) throws IOException;

  /** Its bytes, no more than its size. */
  InputStream open(Entry entry) throws IOException;

  /** All of a small file. */
  default byte[] read(String path) throws IOException {
    Entry entry = find(path).orElseThrow(() -> LayoutFailures.bad("it has no " + path));
    if (entry.size() > LONGEST) {
      throw LayoutFailures.bad(path + " is larger than any that is read");
    }
    try (InputStream in = open(entry)) {
      return in.readNBytes(LONGEST);
    }
  }

  @Override
  void close() throws IOException;
}
