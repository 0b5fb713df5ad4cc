-- What is known of an image belongs to the instance whose image it is: a namespace may change hands.
ALTER TABLE signatures.fact DROP CONSTRAINT fact_repository_subject_source_fkey;
ALTER TABLE signatures.fact DROP CONSTRAINT fact_pkey;
ALTER TABLE signatures.source DROP CONSTRAINT source_pkey;
ALTER TABLE signatures.verdict DROP CONSTRAINT verdict_pkey;
ALTER TABLE signatures.due DROP CONSTRAINT due_pkey;

ALTER TABLE signatures.fact ADD COLUMN instance text;
UPDATE signatures.fact f SET instance = s.instance FROM signatures.source s
  WHERE (s.repository, s.subject, s.source) = (f.repository, f.subject, f.source);
ALTER TABLE signatures.fact ALTER COLUMN instance SET NOT NULL;
-- Names of those who made it, as the namespace's signers were when it was looked at; with commas.
ALTER TABLE signatures.fact ADD COLUMN names text NOT NULL DEFAULT '';
ALTER TABLE signatures.fact ADD COLUMN good_from timestamptz;
-- What is attested, as it was signed.
ALTER TABLE signatures.fact ALTER COLUMN statement TYPE bytea USING convert_to(statement, 'UTF8');

ALTER TABLE signatures.source ADD PRIMARY KEY (instance, repository, subject, source);
ALTER TABLE signatures.fact ADD PRIMARY KEY (instance, repository, subject, source, place);
ALTER TABLE signatures.fact ADD FOREIGN KEY (instance, repository, subject, source)
  REFERENCES signatures.source ON DELETE CASCADE;
ALTER TABLE signatures.verdict ADD PRIMARY KEY (instance, repository, subject);
ALTER TABLE signatures.due ADD PRIMARY KEY (instance, repository, subject);
DROP INDEX signatures.source_by_itself;
CREATE INDEX source_by_itself ON signatures.source (instance, repository, source);
DROP INDEX signatures.due_since;
CREATE INDEX due_in_turn ON signatures.due (instance, since);
CREATE INDEX fact_begins ON signatures.fact (good_from) WHERE good_from IS NOT NULL;

-- Grows with everything that may change a verdict: a signer more or less, another policy.
ALTER TABLE signatures.ruling ADD COLUMN turn bigint NOT NULL DEFAULT 0;

-- Since when the image is gone; its signatures go some time later, unless it comes back.
ALTER TABLE signatures.openpgp ADD COLUMN gone_at timestamptz;
CREATE INDEX openpgp_gone ON signatures.openpgp (gone_at) WHERE gone_at IS NOT NULL;
CREATE INDEX openpgp_of_namespace ON signatures.openpgp (instance, namespace);

-- Everything is looked at once more, since it is written down in another way.
UPDATE signatures.source SET version = -1;
INSERT INTO signatures.due (repository, subject, instance, namespace, since)
  SELECT repository, subject, instance, namespace, now() FROM signatures.verdict
  ON CONFLICT DO NOTHING;
