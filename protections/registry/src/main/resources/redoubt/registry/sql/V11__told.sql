-- What a webhook was told is listed, the latest first.
CREATE INDEX notice_told ON registry.notice (webhook, at DESC, event);
-- What was given up is counted, so that it does not become too much.
CREATE INDEX notice_dead ON registry.notice (webhook) WHERE state = 'DEAD';
