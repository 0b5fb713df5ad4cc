-- The rewriting of a cluster's stored objects, as far as it has come.
CREATE TABLE encryption.migration (
  tenant     text NOT NULL,
  cluster    uuid NOT NULL,
  id         uuid NOT NULL,
  state      text NOT NULL CHECK (state IN ('running', 'stopped', 'done', 'failed')),
  -- Whether objects are written in the clear.
  decrypting boolean NOT NULL,
  resources  text[] NOT NULL,
  -- The resource at hand, and where the next page of it begins.
  position   integer NOT NULL,
  from_token text,
  total      bigint NOT NULL,
  rewritten  bigint NOT NULL,
  by_others  bigint NOT NULL,
  gone       bigint NOT NULL,
  rate       integer NOT NULL,
  failure    text,
  started_at timestamptz NOT NULL,
  started_by text NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, cluster, id),
  FOREIGN KEY (tenant, cluster) REFERENCES encryption.cluster (tenant, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX migration_running ON encryption.migration (tenant, cluster) WHERE state = 'running';
