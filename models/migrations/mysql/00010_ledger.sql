-- +goose Up
-- docs/ledger-format.md describes the chain. No row of ledger_entries, ledger_heads, boards or audit_log is ever changed:
-- the program's account has no UPDATE or DELETE on them (docs/operations-mysql.md).

CREATE TABLE ledger_entries (
  seq          BIGINT PRIMARY KEY,
  posted_at    BIGINT NOT NULL,
  year         INT NOT NULL,
  kind         VARCHAR(32) NOT NULL,
  subject      VARCHAR(64) NOT NULL,
  section_no   INT NOT NULL,
  unit_no      INT NOT NULL,
  indicator    VARCHAR(64) NOT NULL,
  clause       VARCHAR(64) NOT NULL,
  points       BIGINT,
  count        BIGINT,
  modifiers    VARCHAR(255) NOT NULL,
  mark         BIGINT,
  failed       INT NOT NULL,
  satisfied    BIGINT NOT NULL,
  basic        BIGINT NOT NULL,
  dissatisfied BIGINT NOT NULL,
  rater        VARCHAR(32) NOT NULL,
  matter       VARCHAR(255) NOT NULL,
  reverses     BIGINT UNIQUE,
  on_day       CHAR(10) NOT NULL,
  evidence     VARCHAR(500) NOT NULL,
  detail       MEDIUMTEXT NOT NULL,
  proposed_by  VARCHAR(64) NOT NULL,
  confirmed_by VARCHAR(64) NOT NULL,
  reason_hash  CHAR(64) NOT NULL,
  source       VARCHAR(64) UNIQUE,
  prev_hash    CHAR(64) NOT NULL,
  attested     MEDIUMTEXT NOT NULL,
  hash         CHAR(64) NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX ledger_entries_section ON ledger_entries (section_no, seq);
CREATE INDEX ledger_entries_kind ON ledger_entries (kind, seq);

-- The reasons' texts stand beside the chain, so that they can be erased without touching it.
CREATE TABLE ledger_texts (
  seq         BIGINT PRIMARY KEY,
  salt        VARBINARY(16),
  text_sealed VARBINARY(9000),
  erased_at   BIGINT,
  FOREIGN KEY (seq) REFERENCES ledger_entries (seq)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE ledger_head (
  id   INT PRIMARY KEY,
  seq  BIGINT NOT NULL,
  hash CHAR(64) NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT INTO ledger_head (id, seq, hash) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

CREATE TABLE ledger_heads (
  id        BIGINT PRIMARY KEY AUTO_INCREMENT,
  seq       BIGINT NOT NULL,
  hash      CHAR(64) NOT NULL,
  at        BIGINT NOT NULL,
  key_id    CHAR(16) NOT NULL,
  signature VARCHAR(255) NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;

CREATE TABLE ledger_keys (
  key_id     CHAR(16) PRIMARY KEY,
  public_key CHAR(130) NOT NULL,
  since      BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
