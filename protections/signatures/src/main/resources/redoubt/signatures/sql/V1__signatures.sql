-- Who may sign in a namespace. Rows stay when a signer is revoked, and keep their name.
CREATE TABLE signatures.signer (
  id         uuid PRIMARY KEY,
  instance   text NOT NULL,
  namespace  text NOT NULL,
  name       text NOT NULL,
  kind       text NOT NULL,
  -- What it is told by, as it was given; public.
  credential text NOT NULL,
  prints     text[] NOT NULL,
  terms      text NOT NULL,
  added_at   timestamptz NOT NULL,
  added_by   text NOT NULL,
  revoked_at timestamptz,
  revoked_by text,
  reason     text,
  UNIQUE (instance, namespace, name),
  CHECK ((revoked_at IS NULL) = (revoked_by IS NULL) AND (revoked_at IS NULL) = (reason IS NULL))
);

-- What holds for a namespace. The version grows with each signer that is added.
CREATE TABLE signatures.ruling (
  instance  text NOT NULL,
  namespace text NOT NULL,
  version   bigint NOT NULL,
  -- JSON; without one, any signer of the namespace is enough.
  policy    text,
  PRIMARY KEY (instance, namespace)
);

-- What was found about an image and looked at, with the signers of that version.
CREATE TABLE signatures.source (
  instance   text NOT NULL,
  namespace  text NOT NULL,
  repository text COLLATE "C" NOT NULL,
  subject    text NOT NULL,
  -- Digest of a manifest, or what tells another source.
  source     text NOT NULL,
  version    bigint NOT NULL,
  at         timestamptz NOT NULL,
  PRIMARY KEY (repository, subject, source)
);
CREATE INDEX source_of_namespace ON signatures.source (instance, namespace);
CREATE INDEX source_by_itself ON signatures.source (repository, source);

CREATE TABLE signatures.fact (
  repository text COLLATE "C" NOT NULL,
  subject    text NOT NULL,
  source     text NOT NULL,
  -- Which one of the source.
  place      int NOT NULL,
  format     text NOT NULL,
  evidence   text NOT NULL,
  signer     text NOT NULL,
  authentic  boolean NOT NULL,
  attests    text,
  good_until timestamptz,
  claims     text NOT NULL,
  checks     text NOT NULL,
  -- What is attested, as JSON of in-toto.
  statement  text,
  PRIMARY KEY (repository, subject, source, place),
  FOREIGN KEY (repository, subject, source) REFERENCES signatures.source ON DELETE CASCADE
);
CREATE INDEX fact_ends ON signatures.fact (good_until) WHERE good_until IS NOT NULL;

-- What was last said of an image, for lists and for the ledger; what is asked is answered anew.
CREATE TABLE signatures.verdict (
  repository text COLLATE "C" NOT NULL,
  subject    text NOT NULL,
  instance   text NOT NULL,
  namespace  text NOT NULL,
  trusted    boolean NOT NULL,
  said       text NOT NULL,
  signers    text[] NOT NULL,
  at         timestamptz NOT NULL,
  PRIMARY KEY (repository, subject)
);
CREATE INDEX verdict_of_namespace ON signatures.verdict (instance, namespace);

-- Images to be looked at once more.
CREATE TABLE signatures.due (
  repository text COLLATE "C" NOT NULL,
  subject    text NOT NULL,
  instance   text NOT NULL,
  namespace  text NOT NULL,
  since      timestamptz NOT NULL,
  PRIMARY KEY (repository, subject)
);
CREATE INDEX due_since ON signatures.due (since);
