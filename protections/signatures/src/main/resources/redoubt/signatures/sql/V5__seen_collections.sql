-- Which versions a key had signed in collections of a repository that were deleted: who makes one anew
-- cannot bring back what was withdrawn. Counts for collections that are younger.
CREATE TABLE signatures.tuf_seen (
  instance   text NOT NULL,
  repository text COLLATE "C" NOT NULL,
  -- SHA-256 over the SubjectPublicKeyInfo.
  key        text NOT NULL,
  version    integer NOT NULL,
  gun        bigint NOT NULL,
  -- The collection that was deleted.
  PRIMARY KEY (instance, repository, key, gun)
);
