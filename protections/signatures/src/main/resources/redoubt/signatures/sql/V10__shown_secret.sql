-- Pull secrets of clusters that were shown to registries; the ledger has when each was first.
CREATE TABLE signatures.shown_secret (
  instance text NOT NULL,
  cluster  text NOT NULL,
  -- Namespace of the cluster.
  place    text NOT NULL,
  name     text NOT NULL,
  -- Of the registry, with its port if it says one.
  host     text NOT NULL,
  PRIMARY KEY (instance, cluster, place, name, host),
  FOREIGN KEY (instance, cluster) REFERENCES signatures.watched_cluster ON DELETE CASCADE
);
