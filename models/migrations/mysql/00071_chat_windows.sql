-- +goose Up
-- Until when a follower of the official account may be sent how many customer messages. Gone when it has passed.
CREATE TABLE chat_windows (
  open_id_index VARBINARY(32) PRIMARY KEY,
  open_until    BIGINT NOT NULL,
  messages      BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX chat_windows_until ON chat_windows (open_until);
