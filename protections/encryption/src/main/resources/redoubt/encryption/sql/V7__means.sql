-- Who rewrites: 'chosen' by somebody, and 'means' at the moment; and the object in the cluster that was asked for, from
-- before it is made until it was deleted.
ALTER TABLE encryption.migration
  ADD COLUMN chosen     text CHECK (chosen IN ('rewriting', 'storage-version-migration')),
  ADD COLUMN means      text NOT NULL DEFAULT 'rewriting' CHECK (means IN ('rewriting', 'storage-version-migration')),
  ADD COLUMN task       text,
  ADD COLUMN task_phase text CHECK (task_phase IN ('asked', 'running', 'counting', 'failed', 'over')),
  ADD COLUMN task_since timestamptz,
  ADD CHECK ((task IS NULL) = (task_phase IS NULL) AND (task IS NULL) = (task_since IS NULL));
CREATE INDEX migration_left ON encryption.migration (id) WHERE task_phase = 'over';
