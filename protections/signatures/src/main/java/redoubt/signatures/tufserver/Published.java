package redoubt.signatures.tufserver;

import org.jdbi.v3.core.Handle;

/** Told of each repository that is published to or deleted. */
public interface Published {
  /** In the transaction that does it, so that what is written down stands or falls with it. */
  void changing(Handle transaction, TrustPlace place);

  /** Once that is committed, by the thread that did it; not if the server dies in between. */
  void changed(TrustPlace place);
}
