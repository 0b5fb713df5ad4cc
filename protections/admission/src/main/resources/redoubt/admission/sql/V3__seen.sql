-- What API servers asked in the last days, and what they were answered: counts by what was asked, written every few seconds.
CREATE TABLE admission.seen (
  instance   text NOT NULL,
  cluster    text NOT NULL,
  -- SHA-256 over all that follows but the times and the count.
  print      text NOT NULL,
  namespace  text NOT NULL,
  kind       text NOT NULL,
  -- What the object is called, or what those are called that are made like it. For people: nothing is decided by it.
  workload   text NOT NULL,
  -- As it was written.
  image      text NOT NULL,
  -- Of the image that was judged; empty where none had to be.
  digest     text NOT NULL,
  -- Empty where none was about it.
  policy     text NOT NULL,
  outcome    text NOT NULL,
  first_seen timestamptz NOT NULL,
  last_seen  timestamptz NOT NULL,
  count      bigint NOT NULL,
  PRIMARY KEY (instance, cluster, print),
  FOREIGN KEY (instance, cluster) REFERENCES admission.cluster ON DELETE CASCADE
);
CREATE INDEX seen_last ON admission.seen (instance, cluster, last_seen);
CREATE INDEX seen_old ON admission.seen (last_seen);
