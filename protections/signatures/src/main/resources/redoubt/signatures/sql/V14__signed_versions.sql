-- The newest version that a key signed of any targets of a collection, also one that another key has replaced since.
CREATE TABLE signatures.tuf_signed (
  gun     bigint NOT NULL REFERENCES signatures.tuf_gun ON DELETE CASCADE,
  -- SHA-256 over the SubjectPublicKeyInfo.
  key     text NOT NULL,
  version integer NOT NULL,
  PRIMARY KEY (gun, key)
);
