-- Secrets are sealed under the ids of these rows: who removes a namespace has to end them first.
ALTER TABLE registry.upstream
  DROP CONSTRAINT upstream_namespace_fkey,
  ADD FOREIGN KEY (namespace) REFERENCES registry.namespace;
ALTER TABLE registry.webhook
  DROP CONSTRAINT webhook_namespace_fkey,
  ADD FOREIGN KEY (namespace) REFERENCES registry.namespace;
