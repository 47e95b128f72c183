-- +goose Up
-- Where WeChat tells that a follower and a visitor of the mini-program are one person, they need not bind twice. When the
-- chat last told its person how to allow reminders.
ALTER TABLE bindings ADD COLUMN union_index VARBINARY(32) NULL;
ALTER TABLE bindings ADD COLUMN union_sealed VARBINARY(500) NULL;
ALTER TABLE bindings ADD COLUMN hinted_at BIGINT NULL;
CREATE INDEX bindings_union ON bindings (union_index);
