-- +goose Up

CREATE TABLE proposal_batches (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  account_id INTEGER NOT NULL,
  created_at INTEGER NOT NULL
);

CREATE TABLE proposals (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  batch_id       INTEGER NOT NULL REFERENCES proposal_batches (id),
  state          TEXT NOT NULL,
  responsibility TEXT NOT NULL,
  year           INTEGER NOT NULL,
  kind           TEXT NOT NULL,
  subject        TEXT NOT NULL,
  section_no     INTEGER NOT NULL,
  unit_no        INTEGER NOT NULL,
  concerned_unit INTEGER NOT NULL,
  indicator      TEXT NOT NULL,
  clause         TEXT NOT NULL,
  points         INTEGER,
  count          INTEGER,
  modifiers      TEXT NOT NULL,
  mark           INTEGER,
  failed         INTEGER NOT NULL,
  satisfied      INTEGER NOT NULL,
  basic          INTEGER NOT NULL,
  dissatisfied   INTEGER NOT NULL,
  rater          TEXT NOT NULL,
  matter         TEXT NOT NULL,
  reverses       INTEGER,
  on_day         TEXT NOT NULL,
  evidence       TEXT NOT NULL,
  issuer         TEXT NOT NULL,
  detail         TEXT NOT NULL,
  proposed_by    INTEGER NOT NULL,
  proposer       TEXT NOT NULL,
  proposed_at    INTEGER NOT NULL,
  decided_by     INTEGER NOT NULL,
  decided_at     INTEGER,
  entry_seq      INTEGER,
  reason_sealed  BLOB NOT NULL
);
CREATE INDEX proposals_batch ON proposals (batch_id, id);
CREATE INDEX proposals_state ON proposals (state, id);
CREATE INDEX proposals_section ON proposals (section_no, id);
CREATE INDEX proposals_unit ON proposals (concerned_unit, id);

-- Every move of a proposal has a person, a text and a time.
CREATE TABLE proposal_moves (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  proposal_id INTEGER NOT NULL REFERENCES proposals (id),
  move        TEXT NOT NULL,
  account_id  INTEGER NOT NULL,
  holder_id   INTEGER NOT NULL,
  login       TEXT NOT NULL,
  at          INTEGER NOT NULL,
  text_sealed BLOB NOT NULL
);
CREATE INDEX proposal_moves_proposal ON proposal_moves (proposal_id, id);

CREATE TABLE objections (
  proposal_id   INTEGER PRIMARY KEY REFERENCES proposals (id),
  state         TEXT NOT NULL,
  section_no    INTEGER NOT NULL,
  unit_no       INTEGER NOT NULL,
  objected_at   INTEGER NOT NULL,
  due_at        INTEGER NOT NULL,
  named_section INTEGER NOT NULL
);

CREATE TABLE appeals (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  proposal_id INTEGER NOT NULL UNIQUE REFERENCES proposals (id),
  entry_seq   INTEGER NOT NULL,
  unit_no     INTEGER NOT NULL,
  state       TEXT NOT NULL,
  appealed_by INTEGER NOT NULL,
  appellant   TEXT NOT NULL,
  appealed_at INTEGER NOT NULL,
  decided_by  INTEGER NOT NULL,
  decided_at  INTEGER,
  reversal    INTEGER
);

CREATE TABLE outbox (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  to_role    TEXT NOT NULL,
  to_unit    INTEGER NOT NULL,
  to_section INTEGER NOT NULL,
  topic      TEXT NOT NULL,
  subject    TEXT NOT NULL,
  body       TEXT NOT NULL,
  created_at INTEGER NOT NULL
);
CREATE INDEX outbox_role ON outbox (to_role, id);
CREATE INDEX outbox_unit ON outbox (to_unit, id);
CREATE INDEX outbox_section ON outbox (to_section, id);

CREATE TABLE outbox_receipts (
  message_id INTEGER NOT NULL REFERENCES outbox (id),
  account_id INTEGER NOT NULL,
  read_at    INTEGER NOT NULL,
  PRIMARY KEY (message_id, account_id)
) WITHOUT ROWID;
