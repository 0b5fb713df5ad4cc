-- A webhook is told one thing at a time: whoever does so moves rests_until on first, so that another server goes on if this one ends
-- meanwhile. One that does not take what it is told rests for longer each time.
ALTER TABLE registry.webhook
  ADD failures    int NOT NULL DEFAULT 0,
  ADD rests_until timestamptz NOT NULL DEFAULT '-infinity';
DROP INDEX registry.notice_due;
CREATE INDEX notice_due ON registry.notice (webhook, due_at) WHERE state = 'WAITING';
