-- How much the writer had written when it said last that it lives: that lies on the disk even if it never came back.
ALTER TABLE registry.upload ADD written bigint NOT NULL DEFAULT 0;
