-- +goose Up
-- How many text messages of a day were taken for whom ("county", "account:12"): a row that is counted up under a bound,
-- so that two processes at once cannot pass it.
CREATE TABLE outbox_quotas (
  subject TEXT NOT NULL,
  day     TEXT NOT NULL,
  used    INTEGER NOT NULL,
  PRIMARY KEY (subject, day)
) WITHOUT ROWID;
CREATE INDEX outbox_quotas_day ON outbox_quotas (day);
DROP INDEX outbox_attempts_person;
