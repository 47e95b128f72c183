-- +goose Up
-- Which entry of the ledger an attribute stands for; rows from before are found by the entry's source.
ALTER TABLE section_attributes ADD COLUMN entry_seq BIGINT;
CREATE UNIQUE INDEX section_attributes_entry ON section_attributes (entry_seq);
