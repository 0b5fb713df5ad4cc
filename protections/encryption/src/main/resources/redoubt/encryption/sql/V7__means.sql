-- Who rewrites ('means'); and the object in the cluster that was asked for, from before it is made until it was deleted,
-- with what is counted of its resource, which holds when it is counted to the end.
ALTER TABLE encryption.migration
  ADD COLUMN means          text NOT NULL DEFAULT 'rewriting' CHECK (means IN ('rewriting', 'storage-version-migration')),
  ADD COLUMN task           text,
  ADD COLUMN task_phase     text CHECK (task_phase IN ('noted', 'asked', 'waking', 'running', 'counting', 'failed', 'over')),
  ADD COLUMN task_since     timestamptz,
  ADD COLUMN task_rewritten bigint NOT NULL DEFAULT 0,
  ADD COLUMN task_unchanged bigint NOT NULL DEFAULT 0,
  ADD CHECK ((task IS NULL) = (task_phase IS NULL) AND (task IS NULL) = (task_since IS NULL));
CREATE INDEX migration_left ON encryption.migration (id) WHERE task_phase = 'over';
