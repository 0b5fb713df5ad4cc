-- Asymmetric keys, which sign. The private half is in the vault under keys/TENANT/signing/ID.
CREATE TABLE keys.signing_key (
  tenant     text NOT NULL,
  id         uuid NOT NULL,
  ring       text NOT NULL,
  name       text NOT NULL,
  algorithm  text NOT NULL CHECK (algorithm IN ('ecdsa-p256', 'ecdsa-p384', 'ed25519', 'rsa-3072')),
  -- SubjectPublicKeyInfo.
  public_key bytea NOT NULL,
  -- Certificates (PEM), that of this key first, up to one that signed itself.
  chain      text,
  enabled    boolean NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  PRIMARY KEY (tenant, id),
  UNIQUE (tenant, name),
  FOREIGN KEY (tenant, ring) REFERENCES keys.ring (tenant, id)
);
CREATE INDEX signing_key_by_ring ON keys.signing_key (tenant, ring);
