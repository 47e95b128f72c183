-- +goose Up
-- A session that a binding opened ends with it.
ALTER TABLE sessions ADD COLUMN app TEXT NOT NULL DEFAULT '';
