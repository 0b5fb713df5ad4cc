-- Whether images that were admitted are written into the cluster, so that its API server knows them while no server answers.
ALTER TABLE admission.cluster
  ADD ladder        boolean NOT NULL DEFAULT false,
  -- Why that was not possible at the last try.
  ADD ladder_said   text NOT NULL DEFAULT '',
  -- When they are judged anew.
  ADD ladder_due_at timestamptz NOT NULL DEFAULT '-infinity';

-- What is written into a namespace of a cluster.
CREATE TABLE admission.held_namespace (
  instance  text NOT NULL,
  cluster   text NOT NULL,
  namespace text NOT NULL,
  -- Resource version and SHA-256 of what was written last; empty while nothing was.
  version   text NOT NULL DEFAULT '',
  written   bytea NOT NULL DEFAULT '',
  PRIMARY KEY (instance, cluster, namespace),
  FOREIGN KEY (instance, cluster) REFERENCES admission.cluster ON DELETE CASCADE
);

CREATE TABLE admission.held_image (
  instance  text NOT NULL,
  cluster   text NOT NULL,
  namespace text NOT NULL,
  -- As pods name it, after its digest was written.
  image     text NOT NULL,
  -- When the exception ends that admits it.
  until     timestamptz,
  -- When the name without the digest last meant this digest; empty where the pod named the digest.
  meant_at  timestamptz,
  used_at   timestamptz NOT NULL,
  judged_at timestamptz NOT NULL,
  PRIMARY KEY (instance, cluster, namespace, image),
  FOREIGN KEY (instance, cluster, namespace) REFERENCES admission.held_namespace ON DELETE CASCADE
);
CREATE INDEX held_image_judged ON admission.held_image (instance, cluster, judged_at);
