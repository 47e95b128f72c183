-- +goose Up
-- Which process does a piece of work that one does at a time. Times are the machine's, not the demo's.
CREATE TABLE leases (
  name       VARCHAR(64) PRIMARY KEY,
  holder     VARCHAR(64) NOT NULL,
  held_until BIGINT NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
