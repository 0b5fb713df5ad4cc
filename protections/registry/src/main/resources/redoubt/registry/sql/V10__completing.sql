-- An image whose missing blobs could not be fetched is left alone for longer each time.
ALTER TABLE registry.upstream_manifest
  ADD failures    int NOT NULL DEFAULT 0,
  ADD rests_until timestamptz NOT NULL DEFAULT '-infinity';
