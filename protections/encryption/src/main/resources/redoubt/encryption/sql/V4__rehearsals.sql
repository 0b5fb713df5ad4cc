-- What plugins were told and when they said that they know it: shows how fast taking a key away works.
-- The newest thousand revisions of a cluster are kept.

CREATE TABLE encryption.told (
  tenant    text NOT NULL,
  cluster   uuid NOT NULL,
  revision  bigint NOT NULL,
  key       uuid NOT NULL,
  key_state text NOT NULL,
  at        timestamptz NOT NULL,
  PRIMARY KEY (tenant, cluster, revision),
  FOREIGN KEY (tenant, cluster) REFERENCES encryption.cluster (tenant, id) ON DELETE CASCADE
);

-- The first time that a holder said it knows a revision.
CREATE TABLE encryption.heard (
  tenant   text NOT NULL,
  cluster  uuid NOT NULL,
  holder   text NOT NULL,
  revision bigint NOT NULL,
  at       timestamptz NOT NULL,
  PRIMARY KEY (tenant, cluster, holder, revision),
  FOREIGN KEY (tenant, cluster) REFERENCES encryption.cluster (tenant, id) ON DELETE CASCADE
);
