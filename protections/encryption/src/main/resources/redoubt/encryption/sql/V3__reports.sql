-- Encryption ledgers of clusters: readings of what etcd stores, under way and ended, and their reports.

-- When the phase was last changed: what was read before says nothing of what was written since.
ALTER TABLE encryption.cluster ADD COLUMN phase_since timestamptz NOT NULL DEFAULT now();

CREATE TABLE encryption.reading (
  tenant     text NOT NULL,
  cluster    uuid NOT NULL,
  id         uuid NOT NULL,
  state      text NOT NULL CHECK (state IN ('running', 'stopped', 'done', 'failed')),
  -- Whether every object is opened, not samples only.
  every      boolean NOT NULL,
  objects    bigint NOT NULL,
  -- Who reads; another server takes over when nothing was heard of it for a while.
  owner      uuid NOT NULL,
  attempts   integer NOT NULL,
  failure    text,
  code       text,
  report     uuid,
  started_at timestamptz NOT NULL,
  started_by text NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, cluster, id),
  FOREIGN KEY (tenant, cluster) REFERENCES encryption.cluster (tenant, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX reading_running ON encryption.reading (tenant, cluster) WHERE state = 'running';

-- Reports name objects that are not protected, which is a map for a thief: body and samples are
-- sealed under a key of the cluster in the vault, bound to tenant, cluster and report. The rest
-- of a row has counts, key ids and digests only.
CREATE TABLE encryption.report (
  tenant         text NOT NULL,
  cluster        uuid NOT NULL,
  id             uuid NOT NULL,
  -- seen: this server read it from etcd; reported: a user says so.
  origin         text NOT NULL CHECK (origin IN ('seen', 'reported')),
  begun_at       timestamptz NOT NULL,
  stored_at      timestamptz NOT NULL,
  by_user        text NOT NULL,
  source         text NOT NULL CHECK (source IN ('etcd', 'snapshot')),
  revision       bigint NOT NULL,
  verdict        text NOT NULL CHECK (verdict IN ('protected', 'unprotected', 'unproven', 'empty')),
  objects        bigint NOT NULL,
  -- Objects of the resources that must be encrypted, in all and by standing.
  protected      bigint NOT NULL,
  clear          bigint NOT NULL,
  unreadable     bigint NOT NULL,
  foreign_key    bigint NOT NULL,
  stale          bigint NOT NULL,
  current        bigint NOT NULL,
  encrypted      bigint NOT NULL,
  -- Objects of any resource that only the cluster's root keys open.
  needing        bigint NOT NULL,
  -- The same by key_id: {"rdt-1-…": 12}.
  by_key_id      jsonb NOT NULL,
  tried          bigint NOT NULL,
  opened         bigint NOT NULL,
  sha256         bytea NOT NULL CHECK (length(sha256) = 32),
  note           text NOT NULL,
  public_key     text NOT NULL,
  entry_leaf     bigint NOT NULL,
  entry_position integer NOT NULL,
  body           bytea NOT NULL,
  samples        bytea NOT NULL,
  PRIMARY KEY (tenant, cluster, id),
  FOREIGN KEY (tenant, cluster) REFERENCES encryption.cluster (tenant, id) ON DELETE CASCADE
);
CREATE INDEX report_newest ON encryption.report (tenant, cluster, stored_at DESC);
