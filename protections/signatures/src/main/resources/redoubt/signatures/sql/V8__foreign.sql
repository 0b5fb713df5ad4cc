-- Which namespace's signers and policy say whether images of other registries are trusted.
CREATE TABLE signatures.cover (
  instance  text NOT NULL,
  prefix    text COLLATE "C" NOT NULL,
  namespace text COLLATE "C" NOT NULL,
  set_at    timestamptz NOT NULL,
  set_by    text NOT NULL,
  PRIMARY KEY (instance, prefix)
);

-- Clusters, when what their workloads name was last read, and why not if it could not be.
CREATE TABLE signatures.watched_cluster (
  instance text NOT NULL,
  cluster  text NOT NULL,
  name     text NOT NULL,
  read_at  timestamptz,
  failures integer NOT NULL DEFAULT 0,
  said     text NOT NULL DEFAULT '',
  due_at   timestamptz NOT NULL,
  PRIMARY KEY (instance, cluster)
);

-- What they named then.
CREATE TABLE signatures.workload (
  instance text NOT NULL,
  cluster  text NOT NULL,
  place    text NOT NULL,
  image    text NOT NULL,
  -- Digest that nodes say they run; empty when none says.
  running  text NOT NULL,
  secrets  text[] NOT NULL,
  account  text NOT NULL,
  -- SHA-256 over all of it, which may be longer than a key can be.
  print    text NOT NULL,
  PRIMARY KEY (instance, cluster, print),
  FOREIGN KEY (instance, cluster) REFERENCES signatures.watched_cluster ON DELETE CASCADE
);

-- Images of other registries that are looked at, by the name that workloads use.
CREATE TABLE signatures.foreign_image (
  instance   text NOT NULL,
  -- The image's name in full.
  image      text COLLATE "C" NOT NULL,
  repository text COLLATE "C" NOT NULL,
  namespace  text COLLATE "C" NOT NULL,
  -- What the name meant when its registry was last asked.
  digest     text,
  -- Bytes of what was found about it.
  copied     bigint NOT NULL DEFAULT 0,
  asked_at   timestamptz,
  failures   integer NOT NULL DEFAULT 0,
  said       text NOT NULL DEFAULT '',
  due_at     timestamptz NOT NULL,
  named_at   timestamptz NOT NULL,
  PRIMARY KEY (instance, image)
);
CREATE INDEX foreign_image_due ON signatures.foreign_image (instance, due_at);
CREATE INDEX foreign_image_of_digest ON signatures.foreign_image (instance, repository, digest);

-- Copies of what was found there: the image's manifest, and what may be signatures of it.
CREATE TABLE signatures.foreign_manifest (
  instance   text NOT NULL,
  namespace  text COLLATE "C" NOT NULL,
  repository text COLLATE "C" NOT NULL,
  -- The image that it was found for.
  image      text NOT NULL,
  digest     text NOT NULL,
  media_type text NOT NULL,
  bytes      bytea NOT NULL,
  -- Tag by which it was found, or nothing.
  tag        text,
  PRIMARY KEY (instance, repository, image, digest)
);
CREATE TABLE signatures.foreign_blob (
  instance   text NOT NULL,
  namespace  text COLLATE "C" NOT NULL,
  repository text COLLATE "C" NOT NULL,
  image      text NOT NULL,
  digest     text NOT NULL,
  bytes      bytea NOT NULL,
  PRIMARY KEY (instance, repository, image, digest)
);
CREATE INDEX foreign_manifest_by_digest ON signatures.foreign_manifest (instance, repository, digest);
CREATE INDEX foreign_manifest_of_namespace ON signatures.foreign_manifest (instance, namespace);
CREATE INDEX foreign_blob_of_namespace ON signatures.foreign_blob (instance, namespace);
CREATE INDEX foreign_blob_by_digest ON signatures.foreign_blob (instance, repository, digest);
