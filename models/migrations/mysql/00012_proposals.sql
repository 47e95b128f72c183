-- +goose Up

CREATE TABLE proposal_batches (
  id         BIGINT PRIMARY KEY AUTO_INCREMENT,
  account_id BIGINT NOT NULL,
  created_at BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;

CREATE TABLE proposals (
  id             BIGINT PRIMARY KEY AUTO_INCREMENT,
  batch_id       BIGINT NOT NULL,
  state          VARCHAR(32) NOT NULL,
  responsibility VARCHAR(64) NOT NULL,
  year           BIGINT NOT NULL,
  kind           VARCHAR(32) NOT NULL,
  subject        VARCHAR(64) NOT NULL,
  section_no     BIGINT NOT NULL,
  unit_no        BIGINT NOT NULL,
  concerned_unit BIGINT NOT NULL,
  indicator      VARCHAR(64) NOT NULL,
  clause         VARCHAR(64) NOT NULL,
  points         BIGINT,
  count          BIGINT,
  modifiers      VARCHAR(255) NOT NULL,
  mark           BIGINT,
  failed         BIGINT NOT NULL,
  satisfied      BIGINT NOT NULL,
  basic          BIGINT NOT NULL,
  dissatisfied   BIGINT NOT NULL,
  rater          VARCHAR(32) NOT NULL,
  matter         VARCHAR(255) NOT NULL,
  reverses       BIGINT,
  on_day         CHAR(10) NOT NULL,
  evidence       VARCHAR(500) NOT NULL,
  issuer         VARCHAR(200) NOT NULL,
  detail         MEDIUMTEXT NOT NULL,
  proposed_by    BIGINT NOT NULL,
  proposer       VARCHAR(64) NOT NULL,
  proposed_at    BIGINT NOT NULL,
  decided_by     BIGINT NOT NULL,
  decided_at     BIGINT,
  entry_seq      BIGINT,
  reason_sealed  VARBINARY(9000) NOT NULL,
  FOREIGN KEY (batch_id) REFERENCES proposal_batches (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX proposals_batch ON proposals (batch_id, id);
CREATE INDEX proposals_state ON proposals (state, id);
CREATE INDEX proposals_section ON proposals (section_no, id);
CREATE INDEX proposals_unit ON proposals (concerned_unit, id);

-- Every move of a proposal has a person, a text and a time.
CREATE TABLE proposal_moves (
  id          BIGINT PRIMARY KEY AUTO_INCREMENT,
  proposal_id BIGINT NOT NULL,
  move        VARCHAR(32) NOT NULL,
  account_id  BIGINT NOT NULL,
  holder_id   BIGINT NOT NULL,
  login       VARCHAR(64) NOT NULL,
  at          BIGINT NOT NULL,
  text_sealed VARBINARY(9000) NOT NULL,
  FOREIGN KEY (proposal_id) REFERENCES proposals (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX proposal_moves_proposal ON proposal_moves (proposal_id, id);

CREATE TABLE objections (
  proposal_id   BIGINT PRIMARY KEY,
  state         VARCHAR(32) NOT NULL,
  section_no    BIGINT NOT NULL,
  unit_no       BIGINT NOT NULL,
  objected_at   BIGINT NOT NULL,
  due_at        BIGINT NOT NULL,
  named_section BIGINT NOT NULL,
  FOREIGN KEY (proposal_id) REFERENCES proposals (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE appeals (
  id          BIGINT PRIMARY KEY AUTO_INCREMENT,
  proposal_id BIGINT NOT NULL UNIQUE,
  entry_seq   BIGINT NOT NULL,
  unit_no     BIGINT NOT NULL,
  state       VARCHAR(32) NOT NULL,
  appealed_by BIGINT NOT NULL,
  appellant   VARCHAR(64) NOT NULL,
  appealed_at BIGINT NOT NULL,
  decided_by  BIGINT NOT NULL,
  decided_at  BIGINT,
  reversal    BIGINT,
  FOREIGN KEY (proposal_id) REFERENCES proposals (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;

CREATE TABLE outbox (
  id         BIGINT PRIMARY KEY AUTO_INCREMENT,
  to_role    VARCHAR(32) NOT NULL,
  to_unit    BIGINT NOT NULL,
  to_section BIGINT NOT NULL,
  topic      VARCHAR(64) NOT NULL,
  subject    VARCHAR(64) NOT NULL,
  body       VARCHAR(2000) NOT NULL,
  created_at BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX outbox_role ON outbox (to_role, id);
CREATE INDEX outbox_unit ON outbox (to_unit, id);
CREATE INDEX outbox_section ON outbox (to_section, id);

CREATE TABLE outbox_receipts (
  message_id BIGINT NOT NULL,
  account_id BIGINT NOT NULL,
  read_at    BIGINT NOT NULL,
  PRIMARY KEY (message_id, account_id),
  FOREIGN KEY (message_id) REFERENCES outbox (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
