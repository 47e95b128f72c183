-- +goose Up
-- Photos of complaints. The files lie in the storage, sealed, under names made of `file`: <file>.raw as it came, in
-- quarantine; <file>.jpg as it may be shown. A row comes before its files and goes after them, so no file is ever
-- without a row. Nothing here tells who sent a photo, from where, or what its file was called.
CREATE TABLE photos (
  id           BIGINT PRIMARY KEY AUTO_INCREMENT,
  token_hash   VARBINARY(32) NOT NULL UNIQUE,
  key_hash     VARBINARY(32) NOT NULL UNIQUE,
  body_hash    VARBINARY(32) NOT NULL,
  file         VARCHAR(32) NOT NULL UNIQUE,
  state        VARCHAR(32) NOT NULL,
  raw_kept     INT NOT NULL,
  received_at  BIGINT NOT NULL,
  bytes        BIGINT NOT NULL,
  fault        VARCHAR(64) NOT NULL,
  lease        VARBINARY(32),
  lease_until  BIGINT NOT NULL,
  tries        INT NOT NULL,
  complaint_id BIGINT,
  n            INT,
  UNIQUE (complaint_id, n)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX photos_state ON photos (state, id);
CREATE INDEX photos_raw ON photos (raw_kept, id);
