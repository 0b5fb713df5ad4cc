-- Which root key and version a migration began under, and what it found stored as it should be.
ALTER TABLE encryption.migration
  ADD COLUMN generation bigint NOT NULL DEFAULT 0,
  ADD COLUMN unchanged bigint NOT NULL DEFAULT 0;
