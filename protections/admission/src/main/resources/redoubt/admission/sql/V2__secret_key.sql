-- Public keys that lie in secrets of clusters, which policies name. Nothing but these is kept of a secret.
CREATE TABLE admission.secret_key (
  instance  text NOT NULL,
  cluster   text NOT NULL,
  namespace text NOT NULL,
  name      text NOT NULL,
  -- What the key is called there; empty when nothing says.
  called    text NOT NULL DEFAULT '',
  -- PEM, or armoured OpenPGP keys; empty while there is none.
  keys      text NOT NULL DEFAULT '',
  -- Why there is none.
  said      text NOT NULL DEFAULT '',
  read_at   timestamptz,
  named_at  timestamptz NOT NULL,
  PRIMARY KEY (instance, cluster, namespace, name),
  FOREIGN KEY (instance, cluster) REFERENCES admission.cluster ON DELETE CASCADE
);
