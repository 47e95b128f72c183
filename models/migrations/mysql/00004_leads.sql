-- +goose Up
-- A declaration that there was no service in a period. withdrawn_no is 0 while it stands, else its id.
CREATE TABLE nil_reports (
  id            BIGINT PRIMARY KEY AUTO_INCREMENT,
  section_no    INT NOT NULL,
  account_id    BIGINT NOT NULL,
  holder_id     BIGINT NOT NULL,
  period_from   CHAR(10) NOT NULL,
  period_to     CHAR(10) NOT NULL,
  deadline_at   BIGINT NOT NULL,
  declared_at   BIGINT NOT NULL,
  withdrawn_no  BIGINT NOT NULL,
  withdrawn_at  BIGINT,
  withdrawn_by  BIGINT,
  superseded_by BIGINT,
  FOREIGN KEY (section_no) REFERENCES sections (no),
  FOREIGN KEY (account_id) REFERENCES accounts (id),
  FOREIGN KEY (superseded_by) REFERENCES records (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE UNIQUE INDEX nil_reports_section ON nil_reports (section_no, period_from, withdrawn_no);

-- Who reported on which day is asked for all sections at once.
CREATE INDEX records_reported ON records (completed_on, section_no, withdrawn_at);
CREATE INDEX attempts_code ON attempts (code, id);

-- What the office should look at; never a deduction. lead_key keeps each from being found twice.
CREATE TABLE leads (
  id            BIGINT PRIMARY KEY AUTO_INCREMENT,
  lead_key      VARCHAR(100) NOT NULL UNIQUE,
  kind          VARCHAR(32) NOT NULL,
  section_no    INT NOT NULL,
  period_from   CHAR(10) NOT NULL,
  period_to     CHAR(10) NOT NULL,
  deadline_at   BIGINT NOT NULL,
  attempt_id    BIGINT,
  clause        VARCHAR(32) NOT NULL,
  evidence      VARCHAR(1000) NOT NULL,
  state         VARCHAR(32) NOT NULL,
  found_at      BIGINT NOT NULL,
  decided_by    BIGINT,
  decided_at    BIGINT,
  reason_sealed VARBINARY(2000),
  proposal_id   BIGINT,
  FOREIGN KEY (section_no) REFERENCES sections (no),
  FOREIGN KEY (attempt_id) REFERENCES attempts (id)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX leads_state ON leads (state, id);
CREATE INDEX leads_section ON leads (section_no, id);
