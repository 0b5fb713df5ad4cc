-- Random bytes that a version of a root key wrapped, and was seen to unwrap, when it was made; the bytes
-- themselves are never kept. So that there is evidence for each version once it is destroyed. NULL when there
-- is none; the deletion of the key makes one then.
ALTER TABLE keys.version
  ADD COLUMN canary text,
  ADD COLUMN canary_taken_at timestamptz,
  ADD COLUMN canary_opened_at timestamptz,
  ADD CHECK ((canary IS NULL) = (canary_taken_at IS NULL)),
  ADD CHECK ((canary IS NULL) = (canary_opened_at IS NULL));

ALTER TABLE keys.purged_version
  ADD COLUMN canary_taken_at timestamptz,
  ADD COLUMN canary_opened_at timestamptz;
UPDATE keys.purged_version v SET canary_taken_at = p.purged_at, canary_opened_at = p.purged_at
FROM keys.purged p WHERE p.tenant = v.tenant AND p.id = v.key AND v.canary IS NOT NULL;
ALTER TABLE keys.purged_version
  ADD CHECK ((canary IS NULL) = (canary_taken_at IS NULL)),
  ADD CHECK ((canary IS NULL) = (canary_opened_at IS NULL));

-- All additional data that a sample may be bound to: a list of lists of texts. One list when it opened.
ALTER TABLE keys.sample ADD COLUMN aads jsonb;
UPDATE keys.sample SET aads = jsonb_build_array(to_jsonb(aad));
ALTER TABLE keys.sample ALTER COLUMN aads SET NOT NULL, DROP COLUMN aad;
