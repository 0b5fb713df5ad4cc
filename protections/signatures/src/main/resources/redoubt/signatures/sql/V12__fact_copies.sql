-- Since when a source is known: the newest come first where there are too many.
ALTER TABLE signatures.source ADD COLUMN since timestamptz;
UPDATE signatures.source SET since = at;
ALTER TABLE signatures.source ALTER COLUMN since SET NOT NULL;

-- What was signed, whatever it is wrapped in, and how the signature calls the image.
ALTER TABLE signatures.fact ADD COLUMN signed text;
ALTER TABLE signatures.fact ADD COLUMN called text NOT NULL DEFAULT '';
UPDATE signatures.fact SET signed = evidence;
ALTER TABLE signatures.fact ALTER COLUMN signed SET NOT NULL;

-- Everything is looked at once more, since it is written down in another way.
UPDATE signatures.source SET version = -1;
INSERT INTO signatures.due (repository, subject, instance, namespace, since)
  SELECT repository, subject, instance, namespace, now() FROM signatures.verdict
  ON CONFLICT DO NOTHING;
