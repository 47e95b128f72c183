package models_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/models"
	"wanping/models/modelstest"
)

func TestRowsComeBackAsTheyWerePutIn(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		store := open(t, clock.NewStopped(time.Date(2023, 9, 27, 1, 0, 0, 0, time.UTC)))
		table := models.Table{Name: "login_failures", Columns: []models.Column{ // bytes first
			{Name: "subject_index", Kind: models.KindBytes}, {Name: "failures", Kind: models.KindInteger},
			{Name: "locked_until", Kind: models.KindInteger}, {Name: "last_at", Kind: models.KindInteger},
		}}
		rows := [][]any{{[]byte{}, int64(1), int64(2), int64(3)}, {[]byte{0, 39, 92, 255}, int64(-1), int64(1 << 62), int64(0)}}
		require.NoError(t, store.Write(t.Context(), func(tx *models.Tx) error { return tx.InsertRows(table, rows) }))
		var back [][]any
		require.NoError(t, store.Read(t.Context(), func(tx *models.Tx) error {
			return tx.EachRow(table, func(values []any) error {
				back = append(back, append([]any{}, values...))
				return nil
			})
		}))
		require.Equal(t, rows, back)
	})
}
