-- When somebody who may push was last told that a manifest is there, and so does not push it.
ALTER TABLE registry.manifest ADD COLUMN seen_at timestamptz;

-- Lists of manifests by what they list.
CREATE INDEX edge_manifest_of_child ON registry.edge_manifest (repository, child);
