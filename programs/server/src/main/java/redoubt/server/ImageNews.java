package redoubt.server;

import redoubt.oci.RepositoryName;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;

/** Tells every server that images or signatures arrived in a repository, or went. */
record ImageNews(Database database, ChangeFeed changes) {
  /** Its messages are names of repositories. */
  static final String TOPIC = "images";

  void tell(RepositoryName repository) {
    database.transaction(transaction -> {
      changes.announce(transaction, TOPIC, repository.text());
      return true;
    });
  }
}
