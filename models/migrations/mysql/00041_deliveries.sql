-- +goose Up
-- A message's way to one person: an account, or the complainant of a complaint. lease_by works on it until lease_until.
CREATE TABLE outbox_deliveries (
  id           BIGINT PRIMARY KEY AUTO_INCREMENT,
  message_id   BIGINT NOT NULL,
  account_id   BIGINT NOT NULL,
  complaint_id BIGINT NOT NULL,
  state        VARCHAR(64) NOT NULL,
  due_at       BIGINT NOT NULL,
  lease_by     VARCHAR(64) NOT NULL,
  lease_until  BIGINT NOT NULL,
  attempt_id   BIGINT NOT NULL,
  channel      VARCHAR(64) NOT NULL,
  settled_at   BIGINT NOT NULL,
  created_at   BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE UNIQUE INDEX outbox_deliveries_person ON outbox_deliveries (message_id, account_id, complaint_id);
CREATE INDEX outbox_deliveries_due ON outbox_deliveries (state, due_at);
CREATE INDEX outbox_deliveries_lease ON outbox_deliveries (lease_by);
CREATE INDEX outbox_deliveries_account ON outbox_deliveries (account_id, state);

-- An attempt is written before it is sent, and what came of it after: neither is ever changed.
CREATE TABLE outbox_attempts (
  id          BIGINT PRIMARY KEY AUTO_INCREMENT,
  delivery_id BIGINT NOT NULL,
  account_id  BIGINT NOT NULL,
  channel     VARCHAR(64) NOT NULL,
  begun_at    BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX outbox_attempts_delivery ON outbox_attempts (delivery_id, id);
CREATE INDEX outbox_attempts_person ON outbox_attempts (account_id, channel, begun_at);
CREATE TABLE outbox_outcomes (
  id         BIGINT PRIMARY KEY AUTO_INCREMENT,
  attempt_id BIGINT NOT NULL,
  result     VARCHAR(64) NOT NULL,
  reason     VARCHAR(64) NOT NULL,
  notice_id  VARCHAR(80),
  at         BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX outbox_outcomes_attempt ON outbox_outcomes (attempt_id, id);
CREATE INDEX outbox_outcomes_notice ON outbox_outcomes (notice_id);

-- What WeChat told of a notice, until it is joined to its attempt: it may come before the answer to the call itself.
CREATE TABLE outbox_results (
  notice_id VARCHAR(80) PRIMARY KEY,
  arrived   BIGINT NOT NULL,
  cause     VARCHAR(191) NOT NULL,
  at        BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What a person has agreed to receive, by kind of card.
CREATE TABLE consents (
  id             BIGINT PRIMARY KEY AUTO_INCREMENT,
  open_id_index  VARBINARY(32) NOT NULL,
  open_id_sealed VARBINARY(500) NOT NULL,
  kind           VARCHAR(64) NOT NULL,
  balance        BIGINT NOT NULL,
  long_term      BIGINT NOT NULL,
  claims         BIGINT NOT NULL,
  events         BIGINT NOT NULL,
  refused_at     BIGINT NOT NULL,
  updated_at     BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE UNIQUE INDEX consents_person ON consents (open_id_index, kind);

-- The present holder's own number, given up with the account.
ALTER TABLE account_holders ADD COLUMN mobile_sealed VARBINARY(500);
