-- +goose Up
-- One access token an app, shared by all processes; who holds the lease fetches the next.
CREATE TABLE wechat_tokens (
  app_id       TEXT PRIMARY KEY,
  value_sealed BLOB,
  use_until    INTEGER NOT NULL,
  lease_holder TEXT NOT NULL,
  lease_until  INTEGER NOT NULL
);

-- Callbacks and their answers, so that a retry gets the same answer. answer_sealed is NULL until there is one.
CREATE TABLE wechat_inbox (
  app           TEXT NOT NULL,
  key_hash      BLOB NOT NULL,
  lease_until   INTEGER NOT NULL,
  answer_sealed BLOB,
  expires_at    INTEGER NOT NULL,
  PRIMARY KEY (app, key_hash)
) WITHOUT ROWID;
CREATE INDEX wechat_inbox_expiry ON wechat_inbox (expires_at);
