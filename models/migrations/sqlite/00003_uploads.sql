-- +goose Up
-- A file of records that was handed in: judged row by row as received at received_at, however long that takes.
CREATE TABLE uploads (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  section_no   INTEGER NOT NULL REFERENCES sections (no),
  account_id   INTEGER NOT NULL REFERENCES accounts (id),
  holder_id    INTEGER NOT NULL,
  keep         TEXT NOT NULL,
  state        TEXT NOT NULL,
  received_at  INTEGER NOT NULL,
  finished_at  INTEGER,
  rows_total   INTEGER NOT NULL,
  rows_done    INTEGER NOT NULL,
  rows_kept    INTEGER NOT NULL,
  rows_faulty  INTEGER NOT NULL,
  file_sealed  BLOB NOT NULL
);
CREATE INDEX uploads_section ON uploads (section_no, id);
CREATE INDEX uploads_state ON uploads (state, id);

CREATE TABLE upload_faults (
  upload_id INTEGER NOT NULL REFERENCES uploads (id),
  line      INTEGER NOT NULL,
  title     TEXT NOT NULL,
  code      TEXT NOT NULL,
  message   TEXT NOT NULL,
  PRIMARY KEY (upload_id, line)
) WITHOUT ROWID;

-- What the city's own system has refused of an export.
CREATE TABLE city_refusals (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  record_id     INTEGER NOT NULL REFERENCES records (id),
  section_no    INTEGER NOT NULL REFERENCES sections (no),
  read_by       INTEGER NOT NULL,
  read_at       INTEGER NOT NULL,
  reason_sealed BLOB NOT NULL,
  reason_index  BLOB NOT NULL
);
CREATE UNIQUE INDEX city_refusals_record ON city_refusals (record_id, reason_index);
CREATE INDEX city_refusals_section ON city_refusals (section_no, id);
