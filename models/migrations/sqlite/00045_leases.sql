-- +goose Up
-- Which process does a piece of work that one does at a time. Times are the machine's, not the demo's.
CREATE TABLE leases (
  name       TEXT PRIMARY KEY,
  holder     TEXT NOT NULL,
  held_until INTEGER NOT NULL
) WITHOUT ROWID;
