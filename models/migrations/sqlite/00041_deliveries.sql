-- +goose Up
-- A message's way to one person: an account, or the complainant of a complaint. lease_by works on it until lease_until.
CREATE TABLE outbox_deliveries (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id   INTEGER NOT NULL REFERENCES outbox (id),
  account_id   INTEGER NOT NULL,
  complaint_id INTEGER NOT NULL,
  state        TEXT NOT NULL,
  due_at       INTEGER NOT NULL,
  lease_by     TEXT NOT NULL,
  lease_until  INTEGER NOT NULL,
  attempt_id   INTEGER NOT NULL,
  channel      TEXT NOT NULL,
  settled_at   INTEGER NOT NULL,
  created_at   INTEGER NOT NULL
);
CREATE UNIQUE INDEX outbox_deliveries_person ON outbox_deliveries (message_id, account_id, complaint_id);
CREATE INDEX outbox_deliveries_due ON outbox_deliveries (state, due_at);
CREATE INDEX outbox_deliveries_lease ON outbox_deliveries (lease_by);
CREATE INDEX outbox_deliveries_account ON outbox_deliveries (account_id, state);

-- An attempt is written before it is sent, and what came of it after: neither is ever changed.
CREATE TABLE outbox_attempts (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  delivery_id INTEGER NOT NULL REFERENCES outbox_deliveries (id),
  account_id  INTEGER NOT NULL,
  channel     TEXT NOT NULL,
  begun_at    INTEGER NOT NULL
);
CREATE INDEX outbox_attempts_delivery ON outbox_attempts (delivery_id, id);
CREATE INDEX outbox_attempts_person ON outbox_attempts (account_id, channel, begun_at);
CREATE TABLE outbox_outcomes (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  attempt_id INTEGER NOT NULL REFERENCES outbox_attempts (id),
  result     TEXT NOT NULL,
  reason     TEXT NOT NULL,
  notice_id  TEXT,
  at         INTEGER NOT NULL
);
CREATE INDEX outbox_outcomes_attempt ON outbox_outcomes (attempt_id, id);
CREATE INDEX outbox_outcomes_notice ON outbox_outcomes (notice_id);
-- +goose StatementBegin
CREATE TRIGGER outbox_attempts_no_update BEFORE UPDATE ON outbox_attempts BEGIN SELECT RAISE(ABORT, 'append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER outbox_attempts_no_delete BEFORE DELETE ON outbox_attempts BEGIN SELECT RAISE(ABORT, 'append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER outbox_outcomes_no_update BEFORE UPDATE ON outbox_outcomes BEGIN SELECT RAISE(ABORT, 'append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER outbox_outcomes_no_delete BEFORE DELETE ON outbox_outcomes BEGIN SELECT RAISE(ABORT, 'append-only'); END;
-- +goose StatementEnd

-- What WeChat told of a notice, until it is joined to its attempt: it may come before the answer to the call itself.
CREATE TABLE outbox_results (
  notice_id TEXT PRIMARY KEY,
  arrived   INTEGER NOT NULL,
  cause     TEXT NOT NULL,
  at        INTEGER NOT NULL
) WITHOUT ROWID;

-- What a person has agreed to receive, by kind of card.
CREATE TABLE consents (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  open_id_index  BLOB NOT NULL,
  open_id_sealed BLOB NOT NULL,
  kind           TEXT NOT NULL,
  balance        INTEGER NOT NULL,
  long_term      INTEGER NOT NULL,
  claims         INTEGER NOT NULL,
  events         INTEGER NOT NULL,
  refused_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL
);
CREATE UNIQUE INDEX consents_person ON consents (open_id_index, kind);

-- The present holder's own number, given up with the account.
ALTER TABLE account_holders ADD COLUMN mobile_sealed BLOB;
