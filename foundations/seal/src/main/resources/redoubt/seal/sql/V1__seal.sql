-- Secrets of all rooms, each sealed by one master key. The box is bound to name and master_id:
-- changing either makes it useless.

CREATE TABLE seal.master (
  id           text PRIMARY KEY,
  kind         text NOT NULL CHECK (kind IN ('file', 'pkcs11')),
  -- fresh: named, perhaps not made yet. current: seals all that is new. retiring: something may still need it.
  -- doomed: nothing needs it. destroyed: gone.
  state        text NOT NULL CHECK (state IN ('fresh', 'current', 'retiring', 'doomed', 'destroyed')),
  -- A known text sealed by the key: shows that the key store holds the right key under this id.
  proof        bytea,
  created_at   timestamptz NOT NULL,
  destroyed_at timestamptz,
  -- Whether its creation is in the ledger; the first master key is older than the ledger.
  recorded     boolean NOT NULL,
  CHECK (proof IS NOT NULL OR state NOT IN ('current', 'retiring'))
);
CREATE UNIQUE INDEX one_current ON seal.master ((true)) WHERE state = 'current';

CREATE TABLE seal.secret (
  name      text PRIMARY KEY,
  master_id text NOT NULL REFERENCES seal.master (id),
  box       bytea NOT NULL
);
CREATE INDEX secret_master ON seal.secret (master_id);

CREATE TABLE seal.job (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind       text NOT NULL CHECK (kind IN ('rotate', 'migrate')),
  master_id  text NOT NULL REFERENCES seal.master (id),
  -- running; blocked: only broken secrets are left under an old master key; done; dropped: gave way to another.
  state      text NOT NULL CHECK (state IN ('running', 'blocked', 'done', 'dropped')),
  total      bigint NOT NULL,
  broken     bigint NOT NULL DEFAULT 0,
  -- Why it does not get on at the moment.
  problem    text,
  started_at timestamptz NOT NULL,
  started_by text NOT NULL,
  ended_at   timestamptz
);
CREATE UNIQUE INDEX one_open_job ON seal.job ((true)) WHERE state IN ('running', 'blocked');
