-- Signatures that clients put beside an image (X-Registry-Supports-Signatures).
CREATE TABLE signatures.openpgp (
  instance   text NOT NULL,
  namespace  text NOT NULL,
  repository text COLLATE "C" NOT NULL,
  subject    text NOT NULL,
  -- The image's digest, an at sign and 32 hexadecimal digits.
  name       text COLLATE "C" NOT NULL,
  content    bytea NOT NULL,
  put_at     timestamptz NOT NULL,
  put_by     text NOT NULL,
  PRIMARY KEY (instance, repository, subject, name)
);
