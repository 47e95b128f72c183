-- +goose Up
-- From now on an entry of the ledger attests each day's ranks, and they are kept for good. Those from before have no entry:
-- they are derived, and kept again.
DELETE FROM board_ranks;
