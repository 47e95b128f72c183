-- +goose Up
-- Messages with a business key, to one account or to a complainant, with a time before which and one after which they
-- are not delivered. What was there before was told by the inbox alone: it is spread to nobody any more.
ALTER TABLE outbox ADD COLUMN business_key TEXT;
ALTER TABLE outbox ADD COLUMN to_account INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN to_complaint INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN named_values TEXT;
ALTER TABLE outbox ADD COLUMN not_before INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN expires_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN spread_at INTEGER NOT NULL DEFAULT 0;
UPDATE outbox SET spread_at = created_at;
CREATE UNIQUE INDEX outbox_key ON outbox (business_key);
CREATE INDEX outbox_account ON outbox (to_account, id);
CREATE INDEX outbox_waiting ON outbox (spread_at, not_before);
