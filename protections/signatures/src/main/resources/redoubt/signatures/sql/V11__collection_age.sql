-- A collection is as old as the first thing that was published to it. One that was only begun, by asking for the
-- server's keys, has no age, and takes nobody's place.
CREATE SEQUENCE signatures.tuf_age;
ALTER TABLE signatures.tuf_gun ADD COLUMN age bigint UNIQUE;
UPDATE signatures.tuf_gun g SET age = id
WHERE EXISTS (SELECT FROM signatures.tuf_file f WHERE f.gun = g.id);
SELECT setval('signatures.tuf_age', 1 + greatest(
  (SELECT coalesce(max(id), 0) FROM signatures.tuf_gun), (SELECT coalesce(max(gun), 0) FROM signatures.tuf_seen)));
-- tuf_seen.gun is the age of the collection that was deleted.
ALTER TABLE signatures.tuf_seen RENAME COLUMN gun TO age;
