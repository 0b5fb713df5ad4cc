-- Recovery exports that wait to be fetched, encrypted under a key that is nowhere but in its shares.

CREATE TABLE seal.export (
  id         uuid PRIMARY KEY,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  expires_at timestamptz NOT NULL,
  -- Empty while it is being made.
  bytes      bigint,
  sha256     text
);

CREATE TABLE seal.export_piece (
  export_id uuid NOT NULL REFERENCES seal.export (id) ON DELETE CASCADE,
  number    integer NOT NULL,
  piece     bytea NOT NULL,
  PRIMARY KEY (export_id, number)
);
ALTER TABLE seal.export_piece ALTER COLUMN piece SET STORAGE EXTERNAL;
