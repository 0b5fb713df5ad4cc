-- The root key of the tenant that wraps what the server signs collections of a namespace with.
CREATE TABLE signatures.tuf_guard (
  instance  text NOT NULL,
  namespace text COLLATE "C" NOT NULL,
  root_key  uuid NOT NULL,
  set_at    timestamptz NOT NULL,
  set_by    text NOT NULL,
  PRIMARY KEY (instance, namespace)
);

-- The root key, and its version, that a key is wrapped with now; none of the vault's own alone. It becomes what
-- tuf_guard says within the minute, as far as the root key lets it.
ALTER TABLE signatures.tuf_key
  ADD COLUMN root_key uuid,
  ADD COLUMN root_version uuid,
  DROP COLUMN guarded,
  ADD CHECK ((root_key IS NULL) = (root_version IS NULL));
CREATE INDEX tuf_key_of_root ON signatures.tuf_key (root_key) WHERE root_key IS NOT NULL;
