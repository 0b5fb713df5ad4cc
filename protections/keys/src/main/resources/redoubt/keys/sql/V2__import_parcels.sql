-- Parcels that were opened under the current import token of an instance: each opens once.
CREATE TABLE keys.import_parcel (
  tenant text NOT NULL,
  token  uuid NOT NULL,
  -- SHA-256 of the iv and the encrypted nonce.
  digest bytea NOT NULL,
  PRIMARY KEY (tenant, token, digest),
  FOREIGN KEY (tenant) REFERENCES keys.import_token (tenant) ON DELETE CASCADE
);

CREATE INDEX registration_by_resource ON keys.registration (tenant, resource_crn text_pattern_ops);

-- True once the private key was destroyed because the token had expired.
ALTER TABLE keys.import_token ADD COLUMN closed boolean NOT NULL DEFAULT false;
