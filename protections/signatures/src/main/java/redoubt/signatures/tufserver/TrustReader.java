package redoubt.signatures.tufserver;

import java.util.List;

/** What somebody may read in an instance: all of it, some namespaces, and some repositories. */
public record TrustReader(
    String instance, boolean all, List<String> namespaces, List<String> repositories) {
  public TrustReader {
    namespaces = List.copyOf(namespaces);
    repositories = List.copyOf(repositories);
  }
}
