-- +goose Up
-- rule_files and boards hold whole documents whose digests are in the ledger. board_ranks is derived: a snapshot a day.

CREATE TABLE rule_files (
  hash    VARCHAR(80) PRIMARY KEY,
  name    VARCHAR(255) NOT NULL,
  content MEDIUMBLOB NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE boards (
  id           BIGINT PRIMARY KEY AUTO_INCREMENT,
  year         INT NOT NULL,
  name         VARCHAR(60) NOT NULL UNIQUE,
  stage        VARCHAR(32) NOT NULL,
  as_of        CHAR(10) NOT NULL,
  ledger_seq   BIGINT NOT NULL,
  ledger_hash  CHAR(64) NOT NULL,
  rule_hash    VARCHAR(80) NOT NULL,
  published_at BIGINT NOT NULL,
  published_by VARCHAR(64) NOT NULL,
  digest       CHAR(64) NOT NULL,
  content      MEDIUMBLOB NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;

CREATE TABLE board_ranks (
  on_day     CHAR(10) NOT NULL,
  section_no INT NOT NULL,
  daily      BIGINT NOT NULL,
  daily_rank INT NOT NULL,
  total      BIGINT,
  total_rank INT NOT NULL,
  PRIMARY KEY (section_no, on_day)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
