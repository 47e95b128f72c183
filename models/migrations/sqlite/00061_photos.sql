-- +goose Up
-- Photos of complaints. The files lie in the storage, sealed, under names made of `file`: <file>.raw as it came, in
-- quarantine; <file>.jpg as it may be shown. A row comes before its files and goes after them, so no file is ever
-- without a row. Nothing here tells who sent a photo, from where, or what its file was called.
CREATE TABLE photos (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  token_hash   BLOB NOT NULL UNIQUE,
  key_hash     BLOB NOT NULL UNIQUE,
  body_hash    BLOB NOT NULL,
  file         TEXT NOT NULL UNIQUE,
  state        TEXT NOT NULL,
  raw_kept     INTEGER NOT NULL,
  received_at  INTEGER NOT NULL,
  bytes        INTEGER NOT NULL,
  fault        TEXT NOT NULL,
  lease        BLOB,
  lease_until  INTEGER NOT NULL,
  tries        INTEGER NOT NULL,
  complaint_id INTEGER,
  n            INTEGER,
  UNIQUE (complaint_id, n)
);
CREATE INDEX photos_state ON photos (state, id);
CREATE INDEX photos_raw ON photos (raw_kept, id);
