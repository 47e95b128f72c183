-- +goose Up
-- Until when a follower of the official account may be sent how many customer messages. Gone when it has passed.
CREATE TABLE chat_windows (
  open_id_index BLOB PRIMARY KEY,
  open_until    INTEGER NOT NULL,
  messages      INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX chat_windows_until ON chat_windows (open_until);
