-- The content store that has the places of this database: servers that see another one do not start.
CREATE TABLE registry.content_store (
  one      boolean PRIMARY KEY DEFAULT true CHECK (one),
  id       text NOT NULL,
  named_at timestamptz NOT NULL
);
