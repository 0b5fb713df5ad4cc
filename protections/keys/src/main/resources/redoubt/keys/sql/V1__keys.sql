-- Keys, their versions and what hangs on them. Every primary key starts with the tenant (the instance).
-- Key material is not here: it is in the vault under keys/TENANT/KEY/VERSION, or in the hardware module.

CREATE TABLE keys.ring (
  tenant     text NOT NULL,
  id         text NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  PRIMARY KEY (tenant, id)
);

CREATE TABLE keys.key (
  tenant                text NOT NULL,
  id                    uuid NOT NULL,
  ring                  text NOT NULL,
  name                  text NOT NULL,
  description           text,
  tags                  text[] NOT NULL,
  extractable           boolean NOT NULL,
  imported              boolean NOT NULL,
  in_hsm                boolean NOT NULL,
  state                 smallint NOT NULL CHECK (state IN (1, 2, 3, 5)),
  -- Why the key is not active, in Key Protect's numbers.
  nonactive_reason      smallint,
  version               uuid NOT NULL,
  created_at            timestamptz NOT NULL,
  created_by            text NOT NULL,
  expires_at            timestamptz,
  updated_at            timestamptz,
  rotated_at            timestamptz,
  disabled_at           timestamptz,
  restored_at           timestamptz,
  -- The last change that services have to learn of; sync repeats it at most once an hour.
  synced_at             timestamptz NOT NULL,
  deletion_requested_at timestamptz,
  deletion_requested_by text,
  deleted_at            timestamptz,
  deleted_by            text,
  -- False once the restore window was seen to be over, whatever the clock says later.
  restorable            boolean NOT NULL DEFAULT true,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, ring) REFERENCES keys.ring (tenant, id),
  CHECK ((state = 5) = (deleted_at IS NOT NULL)),
  CHECK ((deletion_requested_at IS NULL) = (deletion_requested_by IS NULL)),
  CHECK (NOT (extractable AND in_hsm))
);
CREATE INDEX key_by_creation ON keys.key (tenant, created_at, id);
CREATE INDEX key_by_ring ON keys.key (tenant, ring);
CREATE INDEX key_to_expire ON keys.key (expires_at) WHERE state = 1 AND expires_at IS NOT NULL;
CREATE INDEX key_to_purge ON keys.key (deleted_at) WHERE state = 5;
CREATE INDEX key_deletion_requested ON keys.key (deletion_requested_at) WHERE deletion_requested_at IS NOT NULL;

CREATE TABLE keys.version (
  tenant     text NOT NULL,
  key        uuid NOT NULL,
  id         uuid NOT NULL,
  -- 1 for the first; orders the versions of a key whatever the clock did.
  number     integer NOT NULL CHECK (number > 0),
  imported   boolean NOT NULL,
  in_hsm     boolean NOT NULL,
  bits       integer NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant, key, id),
  UNIQUE (tenant, key, number),
  FOREIGN KEY (tenant, key) REFERENCES keys.key (tenant, id) ON DELETE CASCADE
);
ALTER TABLE keys.key ADD FOREIGN KEY (tenant, id, version)
  REFERENCES keys.version (tenant, key, id) DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE keys.alias (
  tenant     text NOT NULL,
  alias      text NOT NULL,
  key        uuid NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  PRIMARY KEY (tenant, alias),
  FOREIGN KEY (tenant, key) REFERENCES keys.key (tenant, id) ON DELETE CASCADE
);
CREATE INDEX alias_by_key ON keys.alias (tenant, key);

CREATE TABLE keys.key_policy (
  tenant         text NOT NULL,
  key            uuid NOT NULL,
  kind           text NOT NULL CHECK (kind IN ('rotation', 'dualAuthDelete')),
  id             uuid NOT NULL,
  enabled        boolean NOT NULL,
  interval_month integer CHECK (interval_month BETWEEN 1 AND 12),
  created_at     timestamptz NOT NULL,
  created_by     text NOT NULL,
  updated_at     timestamptz NOT NULL,
  updated_by     text NOT NULL,
  PRIMARY KEY (tenant, key, kind),
  FOREIGN KEY (tenant, key) REFERENCES keys.key (tenant, id) ON DELETE CASCADE,
  CHECK ((kind = 'rotation') = (interval_month IS NOT NULL))
);
CREATE INDEX key_policy_rotation ON keys.key_policy (tenant, key) WHERE kind = 'rotation' AND enabled;

CREATE TABLE keys.instance_policy (
  tenant     text NOT NULL,
  kind       text NOT NULL CHECK (kind IN
               ('dualAuthDelete', 'allowedNetwork', 'allowedIP', 'metrics', 'keyCreateImportAccess', 'rotation')),
  enabled    boolean NOT NULL,
  attributes jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  updated_at timestamptz NOT NULL,
  updated_by text NOT NULL,
  PRIMARY KEY (tenant, kind)
);

-- One token an instance; its private key is in the vault under keys/TENANT/import-token/ID.
CREATE TABLE keys.import_token (
  tenant                 text NOT NULL,
  id                     uuid NOT NULL,
  public_key             bytea NOT NULL,
  nonce                  bytea NOT NULL,
  created_at             timestamptz NOT NULL,
  expires_at             timestamptz NOT NULL,
  max_allowed_retrievals integer NOT NULL,
  remaining_retrievals   integer NOT NULL,
  PRIMARY KEY (tenant)
);

CREATE TABLE keys.registration (
  tenant               text NOT NULL,
  key                  uuid NOT NULL,
  resource_crn         text NOT NULL,
  prevent_key_deletion boolean NOT NULL,
  description          text,
  metadata             text,
  key_version          uuid,
  created_at           timestamptz NOT NULL,
  created_by           text NOT NULL,
  updated_at           timestamptz NOT NULL,
  updated_by           text NOT NULL,
  PRIMARY KEY (tenant, key, resource_crn),
  FOREIGN KEY (tenant, key) REFERENCES keys.key (tenant, id) ON DELETE CASCADE
);

-- Uses of a key in an hour. Without a reference to the key: counters are flushed after the fact.
CREATE TABLE keys.usage (
  tenant text NOT NULL,
  key    uuid NOT NULL,
  hour   timestamptz NOT NULL,
  action text NOT NULL,
  count  bigint NOT NULL,
  PRIMARY KEY (tenant, key, hour, action)
);

-- Hardware keys that no version owns: written before a key is made in the module and when a key is purged,
-- so that a crash in between leaves nothing behind.
CREATE TABLE keys.hardware_orphan (
  tenant text NOT NULL,
  id     text NOT NULL,
  since  timestamptz NOT NULL,
  PRIMARY KEY (tenant, id)
);
