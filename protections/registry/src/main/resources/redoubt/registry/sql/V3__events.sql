-- What happened to images, until every listener was told.
CREATE TABLE registry.event (
  id         uuid PRIMARY KEY,
  at         timestamptz NOT NULL,
  instance   text NOT NULL,
  repository text NOT NULL,
  kind       text NOT NULL,
  digest     text NOT NULL,
  tag        text,
  actor      text NOT NULL
);
CREATE INDEX event_at ON registry.event (at);

-- Whoever tells it moves due_at on first, so that another server does so if this one ends meanwhile.
CREATE TABLE registry.delivery (
  event    uuid NOT NULL REFERENCES registry.event,
  listener text NOT NULL,
  tries    int NOT NULL,
  due_at   timestamptz NOT NULL,
  PRIMARY KEY (event, listener)
);
CREATE INDEX delivery_due ON registry.delivery (due_at);
