-- Repository of another registry that the image is of, as its key; empty when it is of none that
-- can be asked for. What was read before lacks it, so it is not known what runs until every cluster
-- was read anew.
DELETE FROM signatures.workload;
UPDATE signatures.watched_cluster SET read_at = NULL, due_at = now();
ALTER TABLE signatures.workload ADD COLUMN repository text COLLATE "C" NOT NULL;
CREATE INDEX workload_of_repository ON signatures.workload (instance, repository);
