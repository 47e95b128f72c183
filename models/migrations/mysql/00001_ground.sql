-- +goose Up
-- Times are UTC, in milliseconds since 1970; days are 'YYYY-MM-DD', in the county's zone.
-- Columns ending in _sealed are SM4-GCM ciphertext, those ending in _index are keyed SM3: neither is readable without the key file.

CREATE TABLE clock_marks (
  id BIGINT PRIMARY KEY,
  at BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT INTO clock_marks (id, at) VALUES (1, 0);

CREATE TABLE installation (
  id         BIGINT PRIMARY KEY,
  env        VARCHAR(32) NOT NULL,
  created_at BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE units (
  no         INT PRIMARY KEY,
  created_at BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE unit_terms (
  id         BIGINT PRIMARY KEY AUTO_INCREMENT,
  unit_no    INT NOT NULL,
  name       VARCHAR(100) NOT NULL,
  valid_from CHAR(10) NOT NULL,
  valid_to   CHAR(10),
  reason     VARCHAR(500) NOT NULL,
  FOREIGN KEY (unit_no) REFERENCES units (no)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX unit_terms_unit ON unit_terms (unit_no, valid_from);

CREATE TABLE sections (
  no         INT PRIMARY KEY,
  created_at BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE section_terms (
  id           BIGINT PRIMARY KEY AUTO_INCREMENT,
  section_no   INT NOT NULL,
  unit_no      INT NOT NULL,
  name         VARCHAR(100) NOT NULL,
  valid_from   CHAR(10) NOT NULL,
  valid_to     CHAR(10),
  successor_no INT,
  reason       VARCHAR(500) NOT NULL,
  end_reason   VARCHAR(500),
  FOREIGN KEY (section_no) REFERENCES sections (no),
  FOREIGN KEY (unit_no) REFERENCES units (no),
  FOREIGN KEY (successor_no) REFERENCES sections (no)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX section_terms_section ON section_terms (section_no, valid_from);
CREATE INDEX section_terms_unit ON section_terms (unit_no, valid_from);

CREATE TABLE section_attributes (
  id             BIGINT PRIMARY KEY AUTO_INCREMENT,
  section_no     INT NOT NULL,
  attribute      VARCHAR(32) NOT NULL,
  value          VARCHAR(64) NOT NULL,
  effective_from CHAR(10) NOT NULL,
  source         VARCHAR(32) NOT NULL,
  reason         VARCHAR(500) NOT NULL,
  recorded_by    BIGINT NOT NULL,
  recorded_at    BIGINT NOT NULL,
  FOREIGN KEY (section_no) REFERENCES sections (no)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX section_attributes_lookup ON section_attributes (section_no, attribute, effective_from);

CREATE TABLE accounts (
  id            BIGINT PRIMARY KEY AUTO_INCREMENT,
  login         VARCHAR(64) NOT NULL UNIQUE,
  role          VARCHAR(32) NOT NULL,
  unit_no       INT,
  section_no    INT,
  state         VARCHAR(32) NOT NULL,
  password_hash VARCHAR(200) NOT NULL,
  holder_id     BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  FOREIGN KEY (unit_no) REFERENCES units (no),
  FOREIGN KEY (section_no) REFERENCES sections (no)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX accounts_unit ON accounts (unit_no);
CREATE INDEX accounts_section ON accounts (section_no);

CREATE TABLE account_holders (
  id          BIGINT PRIMARY KEY AUTO_INCREMENT,
  account_id  BIGINT NOT NULL,
  name_sealed VARBINARY(500) NOT NULL,
  reason_sealed VARBINARY(2000),
  named_by    BIGINT NOT NULL,
  since       BIGINT NOT NULL,
  `until`     BIGINT,
  FOREIGN KEY (account_id) REFERENCES accounts (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX account_holders_account ON account_holders (account_id, since);

CREATE TABLE activation_codes (
  id         BIGINT PRIMARY KEY AUTO_INCREMENT,
  account_id BIGINT NOT NULL,
  code_hash  VARBINARY(32) NOT NULL UNIQUE,
  issued_by  BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT,
  FOREIGN KEY (account_id) REFERENCES accounts (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX activation_codes_account ON activation_codes (account_id);

CREATE TABLE login_failures (
  subject_index VARBINARY(32) PRIMARY KEY,
  failures      INT NOT NULL,
  locked_until  BIGINT NOT NULL,
  last_at       BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE sessions (
  id         BIGINT PRIMARY KEY AUTO_INCREMENT,
  account_id BIGINT NOT NULL,
  token_hash VARBINARY(32) NOT NULL UNIQUE,
  device     VARCHAR(200) NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT,
  FOREIGN KEY (account_id) REFERENCES accounts (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX sessions_account ON sessions (account_id, created_at);

CREATE TABLE records (
  id                      BIGINT PRIMARY KEY AUTO_INCREMENT,
  section_no              INT NOT NULL,
  account_id              BIGINT NOT NULL,
  holder_id               BIGINT NOT NULL,
  category                VARCHAR(32) NOT NULL,
  item                    VARCHAR(64) NOT NULL,
  accepted_on             CHAR(10) NOT NULL,
  completed_on            CHAR(10) NOT NULL,
  received_at             BIGINT NOT NULL,
  timeliness              VARCHAR(32) NOT NULL,
  deadline_at             BIGINT NOT NULL,
  recipient_name_sealed   VARBINARY(500) NOT NULL,
  recipient_mobile_sealed VARBINARY(500) NOT NULL,
  recipient_index         VARBINARY(32) NOT NULL,
  duplicate_no            INT NOT NULL,
  withdrawn_at            BIGINT,
  withdrawn_by            BIGINT,
  withdrawal_sealed       VARBINARY(4000),
  FOREIGN KEY (section_no) REFERENCES sections (no),
  FOREIGN KEY (account_id) REFERENCES accounts (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
-- The same person, item and day again is a second yes, counted by duplicate_no; two phones cannot both be the first.
CREATE UNIQUE INDEX records_recipient ON records (recipient_index, duplicate_no);
CREATE INDEX records_section ON records (section_no, completed_on);

CREATE TABLE attempts (
  id             BIGINT PRIMARY KEY AUTO_INCREMENT,
  section_no     INT NOT NULL,
  account_id     BIGINT NOT NULL,
  holder_id      BIGINT NOT NULL,
  code           VARCHAR(32) NOT NULL,
  message        VARCHAR(500) NOT NULL,
  accepted_on    CHAR(10) NOT NULL,
  completed_on   CHAR(10) NOT NULL,
  deadline_at    BIGINT,
  received_at    BIGINT NOT NULL,
  content_sealed VARBINARY(4000) NOT NULL,
  attempt_index  VARBINARY(32) NOT NULL UNIQUE,
  FOREIGN KEY (section_no) REFERENCES sections (no),
  FOREIGN KEY (account_id) REFERENCES accounts (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX attempts_section ON attempts (section_no, id);

CREATE TABLE idempotency_keys (
  account_id BIGINT NOT NULL,
  key_hash   VARBINARY(32) NOT NULL,
  body_hash  VARBINARY(32) NOT NULL,
  kind       VARCHAR(32) NOT NULL,
  result_id  BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (account_id, key_hash)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE audit_log (
  id         BIGINT PRIMARY KEY AUTO_INCREMENT,
  at         BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  holder_id  BIGINT NOT NULL,
  action     VARCHAR(32) NOT NULL,
  subject    VARCHAR(100) NOT NULL,
  detail     VARCHAR(2000) NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX audit_log_subject ON audit_log (subject, id);
