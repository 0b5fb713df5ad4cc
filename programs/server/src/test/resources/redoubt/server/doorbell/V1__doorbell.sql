CREATE TABLE doorbell.ring (
  instance text NOT NULL,
  visitor  text NOT NULL CHECK (visitor <> '')
);
CREATE TABLE doorbell.polish (
  times bigint NOT NULL
);
INSERT INTO doorbell.polish (times) VALUES (0);
