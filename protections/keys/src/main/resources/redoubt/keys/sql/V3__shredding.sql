-- A rehearsal of a key's deletion: until it ends, the key wraps and unwraps nothing. One that nobody
-- ended is over at ends_at, whether or not somebody has written that yet.
CREATE TABLE keys.rehearsal (
  tenant   text NOT NULL,
  key      uuid NOT NULL,
  begun_at timestamptz NOT NULL,
  begun_by text NOT NULL,
  ends_at  timestamptz NOT NULL,
  ended_at timestamptz,
  ended_by text,
  PRIMARY KEY (tenant, key, begun_at),
  FOREIGN KEY (tenant, key) REFERENCES keys.key (tenant, id) ON DELETE CASCADE,
  CHECK (ends_at > begun_at),
  CHECK ((ended_at IS NULL) = (ended_by IS NULL))
);
CREATE UNIQUE INDEX rehearsal_running ON keys.rehearsal (tenant, key) WHERE ended_at IS NULL;
CREATE INDEX rehearsal_to_end ON keys.rehearsal (ends_at) WHERE ended_at IS NULL;

-- What is remembered of a root key after its purge, so that its shredding can be certified. No material.
CREATE TABLE keys.purged (
  tenant     text NOT NULL,
  id         uuid NOT NULL,
  name       text NOT NULL,
  ring       text NOT NULL,
  imported   boolean NOT NULL,
  created_at timestamptz NOT NULL,
  deleted_at timestamptz NOT NULL,
  deleted_by text NOT NULL,
  purged_at  timestamptz NOT NULL,
  purged_by  text NOT NULL,
  PRIMARY KEY (tenant, id)
);

CREATE TABLE keys.purged_version (
  tenant     text NOT NULL,
  key        uuid NOT NULL,
  id         uuid NOT NULL,
  number     integer NOT NULL,
  imported   boolean NOT NULL,
  in_hsm     boolean NOT NULL,
  bits       integer NOT NULL,
  created_at timestamptz NOT NULL,
  -- Random bytes that this version wrapped and unwrapped just before it was destroyed; the bytes
  -- themselves were never kept. NULL when the version could not be used any more.
  canary     text,
  PRIMARY KEY (tenant, key, id),
  FOREIGN KEY (tenant, key) REFERENCES keys.purged (tenant, id) ON DELETE CASCADE
);

-- What a key had wrapped for others, kept when it was deleted, to be tried again after its purge.
CREATE TABLE keys.sample (
  tenant    text NOT NULL,
  key       uuid NOT NULL,
  sha256    text NOT NULL,
  kind      text NOT NULL,
  of_id     text NOT NULL,
  of_name   text NOT NULL,
  label     text NOT NULL,
  wrapped   text NOT NULL,
  -- The additional data with which it opened, or the likeliest if it did not.
  aad       text[] NOT NULL,
  taken_at  timestamptz NOT NULL,
  opened_at timestamptz,
  objects   bigint NOT NULL,
  PRIMARY KEY (tenant, key, sha256)
);
