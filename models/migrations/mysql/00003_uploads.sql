-- +goose Up
-- A file of records that was handed in: judged row by row as received at received_at, however long that takes.
CREATE TABLE uploads (
  id           BIGINT PRIMARY KEY AUTO_INCREMENT,
  section_no   INT NOT NULL,
  account_id   BIGINT NOT NULL,
  holder_id    BIGINT NOT NULL,
  keep         VARCHAR(32) NOT NULL,
  state        VARCHAR(32) NOT NULL,
  received_at  BIGINT NOT NULL,
  finished_at  BIGINT,
  rows_total   INT NOT NULL,
  rows_done    INT NOT NULL,
  rows_kept    INT NOT NULL,
  rows_faulty  INT NOT NULL,
  file_sealed  LONGBLOB NOT NULL,
  FOREIGN KEY (section_no) REFERENCES sections (no),
  FOREIGN KEY (account_id) REFERENCES accounts (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX uploads_section ON uploads (section_no, id);
CREATE INDEX uploads_state ON uploads (state, id);

CREATE TABLE upload_faults (
  upload_id BIGINT NOT NULL,
  line      INT NOT NULL,
  title     VARCHAR(100) NOT NULL,
  code      VARCHAR(64) NOT NULL,
  message   VARCHAR(2000) NOT NULL,
  PRIMARY KEY (upload_id, line),
  FOREIGN KEY (upload_id) REFERENCES uploads (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What the city's own system has refused of an export.
CREATE TABLE city_refusals (
  id            BIGINT PRIMARY KEY AUTO_INCREMENT,
  record_id     BIGINT NOT NULL,
  section_no    INT NOT NULL,
  read_by       BIGINT NOT NULL,
  read_at       BIGINT NOT NULL,
  reason_sealed VARBINARY(2000) NOT NULL,
  reason_index  VARBINARY(32) NOT NULL,
  FOREIGN KEY (record_id) REFERENCES records (id),
  FOREIGN KEY (section_no) REFERENCES sections (no)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE UNIQUE INDEX city_refusals_record ON city_refusals (record_id, reason_index);
CREATE INDEX city_refusals_section ON city_refusals (section_no, id);
