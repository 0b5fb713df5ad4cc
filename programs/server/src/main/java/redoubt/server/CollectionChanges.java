package redoubt.server;

import org.jdbi.v3.core.Handle;
import redoubt.oci.RepositoryName;
import redoubt.signatures.SignaturesRoom;
import redoubt.signatures.tufserver.Published;
import redoubt.signatures.tufserver.TrustPlace;

/**
 * Has images judged anew when a signed collection changes. The room that judges is built later, so
 * it is looked for with each change.
 */
record CollectionChanges(Foundations on) implements Published {
  @Override
  public void changing(Handle transaction, TrustPlace place) {
    on.room(SignaturesRoom.class)
        .verdicts()
        .changing(transaction, place.instance(), new RepositoryName(place.repository()));
  }

  @Override
  public void changed(TrustPlace place) {
    on.room(SignaturesRoom.class)
        .verdicts()
        .changed(place.instance(), new RepositoryName(place.repository()));
  }
}
