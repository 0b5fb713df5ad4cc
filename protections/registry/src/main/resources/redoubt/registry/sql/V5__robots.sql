-- Programs that push or pull in one namespace, or in one repository of it; each is an account of identity.
CREATE TABLE registry.robot (
  namespace  text NOT NULL REFERENCES registry.namespace,
  name       text NOT NULL,
  -- With its namespace; null means all repositories.
  repository text,
  role       text NOT NULL CHECK (role IN ('READER', 'WRITER')),
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  PRIMARY KEY (namespace, name)
);
