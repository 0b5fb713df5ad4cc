package redoubt.signatures.tufserver;

/**
 * Told of each repository that was published to or deleted, once that is committed, by the thread
 * that did it. A server that dies in between does not tell: {@link TrustServer#changes} has all of
 * them.
 */
@FunctionalInterface
public interface Published {
  void changed(TrustPlace place);
}
