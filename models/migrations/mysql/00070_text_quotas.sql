-- +goose Up
-- How many text messages of a day were taken for whom ("county", "account:12"): a row that is counted up under a bound,
-- so that two processes at once cannot pass it.
CREATE TABLE outbox_quotas (
  subject VARCHAR(64) NOT NULL,
  day     VARCHAR(16) NOT NULL,
  used    BIGINT NOT NULL,
  PRIMARY KEY (subject, day)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX outbox_quotas_day ON outbox_quotas (day);
DROP INDEX outbox_attempts_person ON outbox_attempts;
