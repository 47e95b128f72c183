-- +goose Up
-- The QR codes of sections. live_no is the section's number while the code is its living one, so that there is one at
-- most; a code that was replaced stays, to say so.
CREATE TABLE section_codes (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  code          TEXT NOT NULL UNIQUE,
  section_no    INTEGER NOT NULL REFERENCES sections (no),
  live_no       INTEGER UNIQUE,
  issued_at     INTEGER NOT NULL,
  issued_by     INTEGER NOT NULL,
  replaced_at   INTEGER
);
CREATE INDEX section_codes_section ON section_codes (section_no, id);
