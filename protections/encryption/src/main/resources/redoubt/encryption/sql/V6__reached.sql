-- When the way to the cluster was last changed: what was read before may be another cluster's.
ALTER TABLE encryption.cluster ADD COLUMN reached_since timestamptz NOT NULL DEFAULT now();

-- Since when the cluster's phase and resources are what a migration works for; 'epoch' when that is not
-- known: then it begins anew.
ALTER TABLE encryption.migration ADD COLUMN since timestamptz NOT NULL DEFAULT 'epoch';
