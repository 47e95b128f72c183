-- +goose Up
-- A declaration that there was no service in a period. withdrawn_no is 0 while it stands, else its id.
CREATE TABLE nil_reports (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  section_no    INTEGER NOT NULL REFERENCES sections (no),
  account_id    INTEGER NOT NULL REFERENCES accounts (id),
  holder_id     INTEGER NOT NULL,
  period_from   TEXT NOT NULL,
  period_to     TEXT NOT NULL,
  deadline_at   INTEGER NOT NULL,
  declared_at   INTEGER NOT NULL,
  withdrawn_no  INTEGER NOT NULL,
  withdrawn_at  INTEGER,
  withdrawn_by  INTEGER,
  superseded_by INTEGER REFERENCES records (id)
);
CREATE UNIQUE INDEX nil_reports_section ON nil_reports (section_no, period_from, withdrawn_no);

-- Who reported on which day is asked for all sections at once.
CREATE INDEX records_reported ON records (completed_on, section_no, withdrawn_at);
CREATE INDEX attempts_code ON attempts (code, id);

-- What the office should look at; never a deduction. lead_key keeps each from being found twice.
CREATE TABLE leads (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  lead_key      TEXT NOT NULL UNIQUE,
  kind          TEXT NOT NULL,
  section_no    INTEGER NOT NULL REFERENCES sections (no),
  period_from   TEXT NOT NULL,
  period_to     TEXT NOT NULL,
  deadline_at   INTEGER NOT NULL,
  attempt_id    INTEGER REFERENCES attempts (id),
  clause        TEXT NOT NULL,
  evidence      TEXT NOT NULL,
  state         TEXT NOT NULL,
  found_at      INTEGER NOT NULL,
  decided_by    INTEGER,
  decided_at    INTEGER,
  reason_sealed BLOB,
  proposal_id   INTEGER
);
CREATE INDEX leads_state ON leads (state, id);
CREATE INDEX leads_section ON leads (section_no, id);
CREATE INDEX leads_attempt ON leads (attempt_id);
