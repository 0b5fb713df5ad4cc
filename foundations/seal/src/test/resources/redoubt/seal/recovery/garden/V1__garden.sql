-- A room with all that tables can have: references, also in a circle, generated columns, odd values.
CREATE TABLE garden.tree (
  id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name   text NOT NULL,
  twice  text GENERATED ALWAYS AS (name || name) STORED,
  parent bigint REFERENCES garden.tree (id),
  best   bigint
);
CREATE TABLE garden.apple (
  tree   bigint NOT NULL REFERENCES garden.tree (id),
  id     bigint PRIMARY KEY,
  weight numeric,
  photo  bytea,
  notes  jsonb,
  tags   text[],
  at     timestamptz
);
ALTER TABLE garden.tree ADD FOREIGN KEY (best) REFERENCES garden.apple (id) DEFERRABLE INITIALLY DEFERRED;
CREATE SEQUENCE garden.harvest;
