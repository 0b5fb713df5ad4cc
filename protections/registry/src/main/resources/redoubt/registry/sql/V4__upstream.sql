-- Namespaces whose images are those of another registry. Who logs in there is sealed under the id.
CREATE TABLE registry.upstream (
  namespace text PRIMARY KEY REFERENCES registry.namespace ON DELETE CASCADE,
  id        uuid NOT NULL UNIQUE,
  url       text NOT NULL,
  login     boolean NOT NULL,
  set_at    timestamptz NOT NULL,
  set_by    text NOT NULL
);

-- What a tag named there when it was asked last.
CREATE TABLE registry.upstream_tag (
  namespace  text NOT NULL REFERENCES registry.upstream ON DELETE CASCADE,
  repository text NOT NULL,
  tag        text NOT NULL,
  digest     text NOT NULL,
  checked_at timestamptz NOT NULL,
  PRIMARY KEY (repository, tag)
);

-- Manifests that came before all of their blobs did; they are put when the last one is here.
CREATE TABLE registry.upstream_manifest (
  namespace  text NOT NULL REFERENCES registry.upstream ON DELETE CASCADE,
  repository text NOT NULL,
  digest     text NOT NULL,
  media_type text NOT NULL,
  bytes      bytea NOT NULL,
  came_at    timestamptz NOT NULL,
  PRIMARY KEY (repository, digest)
);
CREATE TABLE registry.upstream_blob (
  repository text NOT NULL,
  manifest   text NOT NULL,
  digest     text NOT NULL,
  size       bigint NOT NULL,
  PRIMARY KEY (repository, manifest, digest),
  FOREIGN KEY (repository, manifest) REFERENCES registry.upstream_manifest ON DELETE CASCADE
);

-- Which server fetches a blob. Another one does when it did not say for a while that it is on it.
CREATE TABLE registry.upstream_fetch (
  repository text NOT NULL,
  digest     text NOT NULL,
  server     uuid NOT NULL,
  until      timestamptz NOT NULL,
  PRIMARY KEY (repository, digest)
);

-- Who is told over HTTP what happens to the images of a namespace. What signs it is sealed under the id.
CREATE TABLE registry.webhook (
  id         uuid PRIMARY KEY,
  namespace  text NOT NULL REFERENCES registry.namespace ON DELETE CASCADE,
  url        text NOT NULL,
  kinds      text[] NOT NULL,
  signed     boolean NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL
);
CREATE INDEX webhook_of_namespace ON registry.webhook (namespace);

-- What a webhook is told; what nobody took stays for a while, to be seen.
CREATE TABLE registry.notice (
  webhook uuid NOT NULL REFERENCES registry.webhook ON DELETE CASCADE,
  event   uuid NOT NULL,
  kind    text NOT NULL,
  body    text NOT NULL,
  at      timestamptz NOT NULL,
  state   text NOT NULL CHECK (state IN ('WAITING', 'TAKEN', 'DEAD')),
  tries   int NOT NULL,
  due_at  timestamptz NOT NULL,
  said    text,
  PRIMARY KEY (webhook, event)
);
CREATE INDEX notice_due ON registry.notice (due_at) WHERE state = 'WAITING';
CREATE INDEX notice_at ON registry.notice (at) WHERE state <> 'WAITING';
