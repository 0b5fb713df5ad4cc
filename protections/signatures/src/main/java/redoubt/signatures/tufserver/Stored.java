package redoubt.signatures.tufserver;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redoubt.signatures.tuf.BadDocument;
import redoubt.signatures.tuf.Document;
import redoubt.signatures.tuf.MetaFile;
import redoubt.signatures.tuf.RootFile;

/** Reads files that were checked before they were stored. */
final class Stored {
  private Stored() {}

  static Map<String, byte[]> bytes(List<TrustFile> files) {
    Map<String, byte[]> bytes = new HashMap<>();
    files.forEach(file -> bytes.put(file.role(), file.bytes()));
    return bytes;
  }

  static Instant expires(TrustFile file) {
    return document(file.role(), file.bytes()).expires();
  }

  static Document document(String role, byte[] bytes) {
    try {
      return Document.read(role, bytes);
    } catch (BadDocument e) {
      throw new IllegalStateException("a file that was checked cannot be read", e);
    }
  }

  static RootFile root(byte[] bytes) {
    try {
      return RootFile.read(bytes);
    } catch (BadDocument e) {
      throw new IllegalStateException("a root that was checked cannot be read", e);
    }
  }

  static MetaFile meta(String role, byte[] bytes) {
    try {
      return MetaFile.read(role, bytes);
    } catch (BadDocument e) {
      throw new IllegalStateException("a file that was checked cannot be read", e);
    }
  }
}
