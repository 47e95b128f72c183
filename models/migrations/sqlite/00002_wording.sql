-- +goose Up
-- A record whose item was insisted on carries the findings' codes, joined by commas, and the sealed reason (D22).
ALTER TABLE records ADD COLUMN wording_codes TEXT NOT NULL DEFAULT '';
ALTER TABLE records ADD COLUMN insist_sealed BLOB;

-- The approved items of a section. Rows are retired, never changed; retired_no is 0 while an item is approved, else its id.
CREATE TABLE catalogue_items (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  section_no INTEGER NOT NULL REFERENCES sections (no),
  item       TEXT NOT NULL,
  category   TEXT NOT NULL,
  added_by   INTEGER NOT NULL,
  added_at   INTEGER NOT NULL,
  retired_no INTEGER NOT NULL,
  retired_by INTEGER,
  retired_at INTEGER
);
CREATE UNIQUE INDEX catalogue_items_section ON catalogue_items (section_no, item, retired_no);
