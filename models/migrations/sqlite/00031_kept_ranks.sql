-- +goose Up
-- From now on an entry of the ledger attests each day's ranks, and they are kept for good. Those from before have no entry:
-- they are derived, and kept again.
DELETE FROM board_ranks;
-- +goose StatementBegin
CREATE TRIGGER board_ranks_no_update BEFORE UPDATE ON board_ranks
BEGIN SELECT RAISE(ABORT, 'board_ranks is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER board_ranks_no_delete BEFORE DELETE ON board_ranks
BEGIN SELECT RAISE(ABORT, 'board_ranks is append-only'); END;
-- +goose StatementEnd
