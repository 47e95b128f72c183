-- +goose Up
-- What citizens complain of. Names, numbers, addresses of a chat and texts are sealed; the keyed indexes tell only
-- whether a secret or a submission is the same.
CREATE TABLE complaints (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  receipt           TEXT NOT NULL UNIQUE,
  secret_index      BLOB NOT NULL,
  send_index        BLOB NOT NULL UNIQUE,
  body_index        BLOB NOT NULL,
  channel           TEXT NOT NULL,
  about             TEXT NOT NULL,
  state             TEXT NOT NULL,
  version           INTEGER NOT NULL,
  subject_section   INTEGER NOT NULL,
  subject_unit      INTEGER NOT NULL,
  section_no        INTEGER NOT NULL,
  unit_no           INTEGER NOT NULL,
  urgent            INTEGER NOT NULL,
  level             TEXT NOT NULL,
  finding           TEXT NOT NULL,
  verdict           TEXT NOT NULL,
  resume_state      TEXT NOT NULL,
  pending_by        INTEGER NOT NULL,
  duplicate_of      INTEGER,
  reopened          INTEGER NOT NULL,
  objected          INTEGER NOT NULL,
  received_at       INTEGER NOT NULL,
  accept_by         INTEGER,
  answer_by         INTEGER,
  accepted_at       INTEGER,
  answered_at       INTEGER,
  accepted_late     INTEGER NOT NULL,
  answered_late     INTEGER NOT NULL,
  ended_at          INTEGER,
  escalated         TEXT NOT NULL,
  photos            INTEGER NOT NULL,
  content_mark      TEXT NOT NULL,
  name_sealed       BLOB NOT NULL,
  mobile_sealed     BLOB NOT NULL,
  open_id_sealed    BLOB NOT NULL,
  text_sealed       BLOB NOT NULL,
  unit_text_sealed  BLOB NOT NULL
);
CREATE INDEX complaints_section ON complaints (section_no, id);
CREATE INDEX complaints_unit ON complaints (unit_no, id);
CREATE INDEX complaints_state ON complaints (state, id);
CREATE INDEX complaints_received ON complaints (received_at, id);

-- Every move has a person, a text and a time. Rows are never changed: the texts stand beside, so that they can be sealed
-- anew and erased after their term; text_index tells whether one was altered.
CREATE TABLE complaint_moves (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  version      INTEGER NOT NULL,
  move         TEXT NOT NULL,
  from_state   TEXT NOT NULL,
  to_state     TEXT NOT NULL,
  side         TEXT NOT NULL,
  account_id   INTEGER NOT NULL,
  holder_id    INTEGER NOT NULL,
  login        TEXT NOT NULL,
  at           INTEGER NOT NULL,
  detail       TEXT NOT NULL,
  text_index   BLOB NOT NULL,
  UNIQUE (complaint_id, version)
);
CREATE TABLE complaint_texts (
  id           INTEGER PRIMARY KEY REFERENCES complaint_moves (id),
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  at           INTEGER NOT NULL,
  text_sealed  BLOB NOT NULL
);
CREATE INDEX complaint_texts_complaint ON complaint_texts (complaint_id, id);
-- +goose StatementBegin
CREATE TRIGGER complaint_moves_no_update BEFORE UPDATE ON complaint_moves
BEGIN SELECT RAISE(ABORT, 'complaint_moves is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER complaint_moves_no_delete BEFORE DELETE ON complaint_moves
BEGIN SELECT RAISE(ABORT, 'complaint_moves is append-only'); END;
-- +goose StatementEnd

-- How often an address, a number or a section came up in a span of time: under a keyed hash that changes daily.
CREATE TABLE complaint_counters (
  subject_index BLOB PRIMARY KEY,
  used          INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX complaint_counters_expiry ON complaint_counters (expires_at);

-- Which deductions were proposed on the ground of which complaint.
CREATE TABLE complaint_charges (
  proposal_id  INTEGER PRIMARY KEY,
  complaint_id INTEGER NOT NULL REFERENCES complaints (id),
  clause       TEXT NOT NULL,
  at           INTEGER NOT NULL
);
CREATE INDEX complaint_charges_complaint ON complaint_charges (complaint_id);

-- Cases of the hotline, as the petitions bureau hands them in.
CREATE TABLE hotline_imports (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  file_index BLOB NOT NULL UNIQUE,
  cases      INTEGER NOT NULL
);
CREATE TABLE hotline_cases (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  import_id   INTEGER NOT NULL REFERENCES hotline_imports (id),
  case_no     TEXT NOT NULL,
  fault       TEXT NOT NULL,
  section_no  INTEGER NOT NULL,
  unit_no     INTEGER NOT NULL,
  channel     TEXT NOT NULL,
  on_day      TEXT NOT NULL,
  clause      TEXT NOT NULL,
  count       INTEGER NOT NULL,
  escalated   INTEGER NOT NULL,
  points      TEXT NOT NULL,
  proposal_id INTEGER,
  note_sealed BLOB NOT NULL,
  imported_at INTEGER NOT NULL,
  UNIQUE (case_no, clause)
);
CREATE INDEX hotline_cases_section ON hotline_cases (section_no, id);
