-- +goose Up
-- What citizens complain of. Names, numbers, addresses of a chat and texts are sealed; the keyed indexes tell only
-- whether a secret or a submission is the same.
CREATE TABLE complaints (
  id                BIGINT PRIMARY KEY AUTO_INCREMENT,
  receipt           VARCHAR(32) NOT NULL UNIQUE,
  secret_index      VARBINARY(32) NOT NULL,
  send_index        VARBINARY(32) NOT NULL UNIQUE,
  body_index        VARBINARY(32) NOT NULL,
  channel           VARCHAR(64) NOT NULL,
  about             VARCHAR(64) NOT NULL,
  state             VARCHAR(64) NOT NULL,
  version           BIGINT NOT NULL,
  subject_section   BIGINT NOT NULL,
  subject_unit      BIGINT NOT NULL,
  section_no        BIGINT NOT NULL,
  unit_no           BIGINT NOT NULL,
  urgent            BIGINT NOT NULL,
  level             VARCHAR(64) NOT NULL,
  finding           VARCHAR(64) NOT NULL,
  verdict           VARCHAR(64) NOT NULL,
  resume_state      VARCHAR(64) NOT NULL,
  pending_by        BIGINT NOT NULL,
  duplicate_of      BIGINT,
  reopened          BIGINT NOT NULL,
  objected          BIGINT NOT NULL,
  received_at       BIGINT NOT NULL,
  accept_by         BIGINT,
  answer_by         BIGINT,
  accepted_at       BIGINT,
  answered_at       BIGINT,
  accepted_late     BIGINT NOT NULL,
  answered_late     BIGINT NOT NULL,
  ended_at          BIGINT,
  escalated         VARCHAR(64) NOT NULL,
  photos            BIGINT NOT NULL,
  content_mark      VARCHAR(64) NOT NULL,
  name_sealed       VARBINARY(500) NOT NULL,
  mobile_sealed     VARBINARY(500) NOT NULL,
  open_id_sealed    VARBINARY(500) NOT NULL,
  text_sealed       VARBINARY(9000) NOT NULL,
  unit_text_sealed  VARBINARY(9000) NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX complaints_section ON complaints (section_no, id);
CREATE INDEX complaints_unit ON complaints (unit_no, id);
CREATE INDEX complaints_state ON complaints (state, id);
CREATE INDEX complaints_received ON complaints (received_at, id);

-- Every move has a person, a text and a time. Rows are never changed: the texts stand beside, so that they can be sealed
-- anew and erased after their term; text_index tells whether one was altered.
CREATE TABLE complaint_moves (
  id           BIGINT PRIMARY KEY AUTO_INCREMENT,
  complaint_id BIGINT NOT NULL,
  version      BIGINT NOT NULL,
  move         VARCHAR(64) NOT NULL,
  from_state   VARCHAR(64) NOT NULL,
  to_state     VARCHAR(64) NOT NULL,
  side         VARCHAR(64) NOT NULL,
  account_id   BIGINT NOT NULL,
  holder_id    BIGINT NOT NULL,
  login        VARCHAR(64) NOT NULL,
  at           BIGINT NOT NULL,
  detail       VARCHAR(500) NOT NULL,
  text_index   VARBINARY(32) NOT NULL,
  UNIQUE (complaint_id, version),
  FOREIGN KEY (complaint_id) REFERENCES complaints (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE TABLE complaint_texts (
  id           BIGINT PRIMARY KEY,
  complaint_id BIGINT NOT NULL,
  at           BIGINT NOT NULL,
  text_sealed  VARBINARY(9000) NOT NULL,
  FOREIGN KEY (id) REFERENCES complaint_moves (id),
  FOREIGN KEY (complaint_id) REFERENCES complaints (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX complaint_texts_complaint ON complaint_texts (complaint_id, id);

-- How often an address, a number or a section came up in a span of time: under a keyed hash that changes daily.
CREATE TABLE complaint_counters (
  subject_index VARBINARY(32) PRIMARY KEY,
  used          BIGINT NOT NULL,
  expires_at    BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX complaint_counters_expiry ON complaint_counters (expires_at);

-- Which deductions were proposed on the ground of which complaint.
CREATE TABLE complaint_charges (
  proposal_id  BIGINT PRIMARY KEY,
  complaint_id BIGINT NOT NULL,
  clause       VARCHAR(64) NOT NULL,
  at           BIGINT NOT NULL,
  FOREIGN KEY (complaint_id) REFERENCES complaints (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX complaint_charges_complaint ON complaint_charges (complaint_id);

-- Cases of the hotline, as the petitions bureau hands them in.
CREATE TABLE hotline_imports (
  id         BIGINT PRIMARY KEY AUTO_INCREMENT,
  account_id BIGINT NOT NULL,
  at         BIGINT NOT NULL,
  file_index VARBINARY(32) NOT NULL UNIQUE,
  cases      BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE TABLE hotline_cases (
  id          BIGINT PRIMARY KEY AUTO_INCREMENT,
  import_id   BIGINT NOT NULL,
  case_no     VARCHAR(100) NOT NULL,
  fault       VARCHAR(64) NOT NULL,
  section_no  BIGINT NOT NULL,
  unit_no     BIGINT NOT NULL,
  channel     VARCHAR(64) NOT NULL,
  on_day      CHAR(10) NOT NULL,
  clause      VARCHAR(64) NOT NULL,
  count       BIGINT NOT NULL,
  escalated   BIGINT NOT NULL,
  points      VARCHAR(64) NOT NULL,
  proposal_id BIGINT,
  note_sealed VARBINARY(9000) NOT NULL,
  imported_at BIGINT NOT NULL,
  UNIQUE (case_no, clause),
  FOREIGN KEY (import_id) REFERENCES hotline_imports (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX hotline_cases_section ON hotline_cases (section_no, id);
