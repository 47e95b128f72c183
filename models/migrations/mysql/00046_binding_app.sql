-- +goose Up
-- A person has an openid in each app, and binds each.
ALTER TABLE bindings ADD COLUMN app VARCHAR(16) NOT NULL DEFAULT 'official';
