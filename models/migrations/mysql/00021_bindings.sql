-- +goose Up
-- Which WeChat acts for which account. It holds for the holder who bound it; ended_at tells that person why it no
-- longer does.
CREATE TABLE bindings (
  id             BIGINT PRIMARY KEY AUTO_INCREMENT,
  open_id_index  VARBINARY(32) NOT NULL UNIQUE,
  open_id_sealed VARBINARY(500) NOT NULL,
  account_id     BIGINT NOT NULL,
  holder_id      BIGINT NOT NULL,
  bound_at       BIGINT NOT NULL,
  ended_at       BIGINT,
  FOREIGN KEY (account_id) REFERENCES accounts (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX bindings_account ON bindings (account_id);

CREATE TABLE binding_codes (
  id         BIGINT PRIMARY KEY AUTO_INCREMENT,
  account_id BIGINT NOT NULL,
  code_hash  VARBINARY(32) NOT NULL UNIQUE,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT,
  FOREIGN KEY (account_id) REFERENCES accounts (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX binding_codes_account ON binding_codes (account_id);

-- Where a chat stands. version tells a change by another process.
CREATE TABLE conversations (
  open_id_index VARBINARY(32) PRIMARY KEY,
  state_sealed  MEDIUMBLOB NOT NULL,
  version       BIGINT NOT NULL,
  expires_at    BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX conversations_expiry ON conversations (expires_at);
