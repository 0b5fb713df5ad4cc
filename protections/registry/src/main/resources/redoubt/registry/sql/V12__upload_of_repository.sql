-- Uploads of one repository are counted when another one begins.
CREATE INDEX upload_of_repository ON registry.upload (repository);
