-- +goose Up
-- A record whose item was insisted on carries the findings' codes, joined by commas, and the sealed reason (D22).
ALTER TABLE records ADD COLUMN wording_codes VARCHAR(200) NOT NULL DEFAULT '';
ALTER TABLE records ADD COLUMN insist_sealed VARBINARY(2000);

-- The approved items of a section. Rows are retired, never changed; retired_no is 0 while an item is approved, else its id.
CREATE TABLE catalogue_items (
  id         BIGINT PRIMARY KEY AUTO_INCREMENT,
  section_no INT NOT NULL,
  item       VARCHAR(100) NOT NULL,
  category   VARCHAR(32) NOT NULL,
  added_by   BIGINT NOT NULL,
  added_at   BIGINT NOT NULL,
  retired_no BIGINT NOT NULL,
  retired_by BIGINT,
  retired_at BIGINT,
  FOREIGN KEY (section_no) REFERENCES sections (no)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin /*T![auto_id_cache] AUTO_ID_CACHE 1 */;
CREATE UNIQUE INDEX catalogue_items_section ON catalogue_items (section_no, item, retired_no);
