-- Clusters whose API servers ask here, and when their policies were last read.
CREATE TABLE admission.cluster (
  instance     text NOT NULL,
  cluster      text NOT NULL,
  name         text NOT NULL,
  -- SHA-256 of what the webhooks' addresses show.
  secret       bytea NOT NULL,
  installed_at timestamptz NOT NULL,
  installed_by text NOT NULL,
  -- Empty until the policies were read once: until then nothing is decided.
  read_at      timestamptz,
  failures     integer NOT NULL DEFAULT 0,
  said         text NOT NULL DEFAULT '',
  due_at       timestamptz NOT NULL,
  PRIMARY KEY (instance, cluster),
  UNIQUE (cluster)
);
CREATE INDEX cluster_due ON admission.cluster (due_at);

-- Its policies, as the API server has them, readable or not.
CREATE TABLE admission.policy (
  instance  text NOT NULL,
  cluster   text NOT NULL,
  dialect   text NOT NULL,
  -- Empty for a policy of the whole cluster.
  namespace text NOT NULL,
  name      text NOT NULL,
  document  text NOT NULL,
  PRIMARY KEY (instance, cluster, dialect, namespace, name),
  FOREIGN KEY (instance, cluster) REFERENCES admission.cluster ON DELETE CASCADE
);
