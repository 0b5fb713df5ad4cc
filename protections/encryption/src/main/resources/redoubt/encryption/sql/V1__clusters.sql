-- Clusters whose objects a root key guards. Every primary key starts with the tenant (the instance).
-- Credentials are not here: they are in the vault under encryption/TENANT/CLUSTER/NAME.

CREATE TABLE encryption.cluster (
  tenant         text NOT NULL,
  id             uuid NOT NULL,
  name           text NOT NULL,
  -- Of the kubeconfig; without one the cluster can be encrypted and looked at, not migrated.
  api_server     text,
  etcd_endpoints text[] NOT NULL,
  phase          text NOT NULL CHECK (phase IN ('off', 'enabled', 'disabling')),
  key            uuid,
  ring           text,
  resources      text[] NOT NULL,
  -- The service as which the cluster's plugins sign in.
  account        text,
  -- What leases were last told: grows with each change of key, version or state of the key.
  revision       bigint NOT NULL,
  generation     bigint NOT NULL,
  key_state      text,
  created_at     timestamptz NOT NULL,
  created_by     text NOT NULL,
  PRIMARY KEY (tenant, id),
  UNIQUE (tenant, name),
  CHECK ((phase = 'off') = (key IS NULL)),
  CHECK ((key IS NULL) = (ring IS NULL))
);
CREATE INDEX cluster_by_key ON encryption.cluster (tenant, key);

-- One row for each pair of root key and version that a cluster was told to use, in the order of the
-- telling. A pair that comes back is a new generation: a key_id that was used never returns.
CREATE TABLE encryption.generation (
  tenant  text NOT NULL,
  cluster uuid NOT NULL,
  number  bigint NOT NULL CHECK (number > 0),
  key     uuid NOT NULL,
  version uuid NOT NULL,
  key_id  text NOT NULL UNIQUE,
  since   timestamptz NOT NULL,
  PRIMARY KEY (tenant, cluster, number),
  FOREIGN KEY (tenant, cluster) REFERENCES encryption.cluster (tenant, id) ON DELETE CASCADE
);

-- Who holds a lease at the moment, by the API key that was shown.
CREATE TABLE encryption.lease (
  tenant  text NOT NULL,
  cluster uuid NOT NULL,
  holder  text NOT NULL,
  since   timestamptz NOT NULL,
  seen_at timestamptz NOT NULL,
  -- The revision that the holder said it knows.
  known   bigint NOT NULL,
  PRIMARY KEY (tenant, cluster, holder),
  FOREIGN KEY (tenant, cluster) REFERENCES encryption.cluster (tenant, id) ON DELETE CASCADE
);
CREATE INDEX lease_by_sight ON encryption.lease (seen_at);
