-- +goose Up
-- One access token an app, shared by all processes; who holds the lease fetches the next.
CREATE TABLE wechat_tokens (
  app_id       VARCHAR(64) PRIMARY KEY,
  value_sealed VARBINARY(2000),
  use_until    BIGINT NOT NULL,
  lease_holder VARCHAR(64) NOT NULL,
  lease_until  BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Callbacks and their answers, so that a retry gets the same answer. answer_sealed is NULL until there is one.
CREATE TABLE wechat_inbox (
  app           VARCHAR(16) NOT NULL,
  key_hash      VARBINARY(32) NOT NULL,
  lease_until   BIGINT NOT NULL,
  answer_sealed BLOB,
  expires_at    BIGINT NOT NULL,
  PRIMARY KEY (app, key_hash)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX wechat_inbox_expiry ON wechat_inbox (expires_at);
