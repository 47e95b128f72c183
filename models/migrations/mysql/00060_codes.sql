-- +goose Up
-- The QR codes of sections. live_no is the section's number while the code is its living one, so that there is one at
-- most; a code that was replaced stays, to say so.
CREATE TABLE section_codes (
  id            BIGINT PRIMARY KEY AUTO_INCREMENT,
  code          VARCHAR(32) NOT NULL UNIQUE,
  section_no    INT NOT NULL,
  live_no       INT UNIQUE,
  issued_at     BIGINT NOT NULL,
  issued_by     BIGINT NOT NULL,
  replaced_at   BIGINT,
  FOREIGN KEY (section_no) REFERENCES sections (no)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE INDEX section_codes_section ON section_codes (section_no, id);
