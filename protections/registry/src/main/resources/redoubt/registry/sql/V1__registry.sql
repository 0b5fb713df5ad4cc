-- Names of namespaces are unique in the deployment; each belongs to one tenant (the instance).
CREATE TABLE registry.namespace (
  name           text PRIMARY KEY,
  instance       text NOT NULL,
  -- Whether everybody may pull.
  anonymous_pull boolean NOT NULL,
  created_at     timestamptz NOT NULL,
  created_by     text NOT NULL
);
CREATE INDEX namespace_of_instance ON registry.namespace (instance, name);

CREATE TABLE registry.repository (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  namespace  text NOT NULL REFERENCES registry.namespace,
  -- With its namespace: team/app. Bytes are compared, so that lists are paged alike everywhere.
  name       text COLLATE "C" NOT NULL UNIQUE,
  created_at timestamptz NOT NULL
);
CREATE INDEX repository_of_namespace ON registry.repository (namespace);

-- Content that is whole and durable at its place in the content store. Rows of link are counted in refs.
CREATE TABLE registry.blob (
  digest     text PRIMARY KEY,
  size       bigint NOT NULL CHECK (size >= 0),
  place      text NOT NULL UNIQUE,
  refs       bigint NOT NULL CHECK (refs >= 0),
  idle_since timestamptz,
  -- When its bytes were last seen to fit the digest, and the state of the file then.
  checked_at timestamptz,
  stamp      text,
  CHECK ((refs = 0) = (idle_since IS NOT NULL)),
  CHECK ((checked_at IS NULL) = (stamp IS NULL))
);
CREATE INDEX blob_idle ON registry.blob (idle_since) WHERE refs = 0;

-- This repository may serve this blob. Rows of edge_blob are counted in uses.
CREATE TABLE registry.link (
  repository bigint NOT NULL REFERENCES registry.repository,
  digest     text NOT NULL REFERENCES registry.blob,
  uses       bigint NOT NULL CHECK (uses >= 0),
  seen_at    timestamptz NOT NULL,
  PRIMARY KEY (repository, digest)
);
CREATE INDEX link_of_blob ON registry.link (digest);
CREATE INDEX link_unused ON registry.link (seen_at) WHERE uses = 0;

-- The exact bytes of manifests, once for all repositories.
CREATE TABLE registry.manifest_body (
  digest text PRIMARY KEY,
  bytes  bytea NOT NULL
);

CREATE TABLE registry.manifest (
  repository    bigint NOT NULL REFERENCES registry.repository,
  digest        text NOT NULL REFERENCES registry.manifest_body,
  media_type    text NOT NULL,
  artifact_type text,
  subject       text,
  annotations   text NOT NULL,
  size          bigint NOT NULL,
  pushed_at     timestamptz NOT NULL,
  pushed_by     text NOT NULL,
  PRIMARY KEY (repository, digest)
);
CREATE INDEX manifest_by_subject ON registry.manifest (repository, subject, digest) WHERE subject IS NOT NULL;
CREATE INDEX manifest_by_digest ON registry.manifest (digest);

-- What forbids a blob to go is this key, not a counter.
CREATE TABLE registry.edge_blob (
  repository bigint NOT NULL,
  manifest   text NOT NULL,
  digest     text NOT NULL,
  PRIMARY KEY (repository, manifest, digest),
  FOREIGN KEY (repository, manifest) REFERENCES registry.manifest,
  FOREIGN KEY (repository, digest) REFERENCES registry.link
);
CREATE INDEX edge_blob_by_blob ON registry.edge_blob (repository, digest);

-- What an index lists; it need not be here.
CREATE TABLE registry.edge_manifest (
  repository bigint NOT NULL,
  manifest   text NOT NULL,
  child      text NOT NULL,
  PRIMARY KEY (repository, manifest, child),
  FOREIGN KEY (repository, manifest) REFERENCES registry.manifest
);

CREATE TABLE registry.tag (
  repository bigint NOT NULL,
  name       text COLLATE "C" NOT NULL,
  digest     text NOT NULL,
  moved_at   timestamptz NOT NULL,
  moved_by   text NOT NULL,
  PRIMARY KEY (repository, name),
  FOREIGN KEY (repository, digest) REFERENCES registry.manifest
);
CREATE INDEX tag_of_manifest ON registry.tag (repository, digest);

-- Bytes that come in. Whoever writes holds the claim (writer) and renews it.
CREATE TABLE registry.upload (
  id           uuid PRIMARY KEY,
  repository   bigint NOT NULL REFERENCES registry.repository,
  place        text NOT NULL UNIQUE,
  acknowledged bigint NOT NULL CHECK (acknowledged >= 0),
  writer       uuid,
  writer_until timestamptz,
  touched_at   timestamptz NOT NULL,
  created_by   text NOT NULL,
  CHECK ((writer IS NULL) = (writer_until IS NULL))
);
CREATE INDEX upload_touched ON registry.upload (touched_at);

-- Places that no other table names or will name again: what lies there is removed.
CREATE TABLE registry.doomed (
  place text PRIMARY KEY,
  since timestamptz NOT NULL
);
CREATE INDEX doomed_since ON registry.doomed (since);
