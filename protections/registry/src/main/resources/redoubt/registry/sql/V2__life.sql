-- Globs, comma separated: tags that match one are neither moved nor deleted.
ALTER TABLE registry.namespace ADD immutable_tags text NOT NULL DEFAULT '';

-- A deleted image lies in the trash until it ends. Its blobs are kept, and not served: kept counts the
-- deleted manifests of the repository that name the blob; uses counts those that are not deleted.
ALTER TABLE registry.link
  ADD kept bigint NOT NULL DEFAULT 0 CHECK (kept >= 0),
  ADD shown boolean NOT NULL DEFAULT true,
  ADD CHECK (shown OR uses = 0);
DROP INDEX registry.link_unused;
CREATE INDEX link_unused ON registry.link (seen_at) WHERE uses = 0 AND kept = 0;

ALTER TABLE registry.manifest
  ADD deleted_at timestamptz,
  ADD deleted_by text,
  -- When the image was made, as its config says; it is read when somebody wants to know.
  ADD created_known boolean NOT NULL DEFAULT false,
  ADD image_created timestamptz,
  ADD CHECK ((deleted_at IS NULL) = (deleted_by IS NULL));
CREATE INDEX manifest_in_trash ON registry.manifest (deleted_at) WHERE deleted_at IS NOT NULL;

-- Tags that an image had when it was deleted.
CREATE TABLE registry.trash_tag (
  repository bigint NOT NULL,
  name       text COLLATE "C" NOT NULL,
  digest     text NOT NULL,
  deleted_at timestamptz NOT NULL,
  PRIMARY KEY (repository, name, digest),
  FOREIGN KEY (repository, digest) REFERENCES registry.manifest
);
CREATE INDEX trash_tag_of_manifest ON registry.trash_tag (repository, digest);
CREATE INDEX trash_tag_deleted ON registry.trash_tag (deleted_at);

-- How many repositories of a tenant (namespace '') or of one of its namespaces need a blob or manifest:
-- live for images that can be pulled, kept for images in the trash.
CREATE TABLE registry.holding (
  instance  text NOT NULL,
  namespace text NOT NULL,
  digest    text NOT NULL,
  size      bigint NOT NULL,
  live      bigint NOT NULL CHECK (live >= 0),
  kept      bigint NOT NULL CHECK (kept >= 0),
  PRIMARY KEY (instance, namespace, digest)
);

-- Bytes of holdings: live ones, and those that only the trash needs.
CREATE TABLE registry.usage (
  instance    text NOT NULL,
  namespace   text NOT NULL,
  live_bytes  bigint NOT NULL DEFAULT 0 CHECK (live_bytes >= 0),
  trash_bytes bigint NOT NULL DEFAULT 0 CHECK (trash_bytes >= 0),
  most_bytes  bigint CHECK (most_bytes >= 0),
  most_pulled bigint CHECK (most_pulled >= 0),
  PRIMARY KEY (instance, namespace)
);

-- Bytes pulled from a tenant in a month (of UTC), such as 2026-11.
CREATE TABLE registry.traffic (
  instance text NOT NULL,
  month    text NOT NULL,
  bytes    bigint NOT NULL CHECK (bytes >= 0),
  PRIMARY KEY (instance, month)
);

-- What of a namespace goes to the trash by itself.
CREATE TABLE registry.retention (
  namespace text PRIMARY KEY REFERENCES registry.namespace,
  policy    text NOT NULL,
  set_at    timestamptz NOT NULL,
  set_by    text NOT NULL,
  run_at    timestamptz
);

-- How long the upload will be, if it comes as it was announced.
ALTER TABLE registry.upload ADD expected bigint NOT NULL DEFAULT 0;

INSERT INTO registry.holding (instance, namespace, digest, size, live, kept)
SELECT n.instance, owner.namespace, c.digest, max(c.size), count(*), 0
FROM (
  SELECT l.repository, l.digest, b.size FROM registry.link l JOIN registry.blob b USING (digest) WHERE l.uses > 0
  UNION ALL SELECT repository, digest, size FROM registry.manifest) c
JOIN registry.repository r ON r.id = c.repository
JOIN registry.namespace n ON n.name = r.namespace
CROSS JOIN LATERAL (VALUES (''), (n.name)) owner (namespace)
GROUP BY n.instance, owner.namespace, c.digest;

INSERT INTO registry.usage (instance, namespace, live_bytes)
SELECT owner.instance, owner.namespace,
  coalesce((SELECT sum(h.size) FROM registry.holding h
    WHERE h.instance = owner.instance AND h.namespace = owner.namespace), 0)
FROM (SELECT DISTINCT instance, '' AS namespace FROM registry.namespace
  UNION SELECT instance, name FROM registry.namespace) owner;

-- What was not read whole for the longest time is read next.
CREATE INDEX blob_checked ON registry.blob (checked_at);
