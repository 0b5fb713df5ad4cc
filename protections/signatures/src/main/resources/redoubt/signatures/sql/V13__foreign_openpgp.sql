-- Where OpenPGP signatures of images of another registry lie, besides that registry.
ALTER TABLE signatures.cover ADD COLUMN lookaside text;

-- Copies of OpenPGP messages that lie beside an image.
CREATE TABLE signatures.foreign_openpgp (
  instance   text NOT NULL,
  namespace  text COLLATE "C" NOT NULL,
  repository text COLLATE "C" NOT NULL,
  image      text NOT NULL,
  digest     text NOT NULL,
  bytes      bytea NOT NULL,
  PRIMARY KEY (instance, repository, image, digest)
);
CREATE INDEX foreign_openpgp_of_namespace ON signatures.foreign_openpgp (instance, namespace);
