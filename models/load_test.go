package models_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/models"
	"wanping/models/modelstest"
)

func engines(t *testing.T, test func(t *testing.T, c models.StoreConfig)) {
	t.Helper()
	for _, engine := range []string{models.SQLite, models.MySQL} {
		t.Run(engine, func(t *testing.T) { test(t, modelstest.Config(t, engine, clock.System{})) })
	}
}

// addUnit puts a unit in as an old backup has it.
func addUnit(tx *models.Tx) error {
	return tx.InsertRows(models.Table{Name: "units", Columns: []models.Column{
		{Name: "created_at", Kind: models.KindInteger}, {Name: "no", Kind: models.KindInteger},
	}}, [][]any{{int64(0), int64(7)}})
}

func TestLoadBringsAnOldSchemaToTheProgramsOwn(t *testing.T) {
	engines(t, func(t *testing.T, c models.StoreConfig) {
		require.NoError(t, models.Load(t.Context(), c, 1, addUnit))
		store, err := models.Open(t.Context(), c)
		require.NoError(t, err)
		defer func() { require.NoError(t, store.Close()) }()
		require.NoError(t, store.Read(t.Context(), func(tx *models.Tx) error {
			units, _, err := tx.CountSections()
			require.Equal(t, int64(1), units)
			return err
		}))
	})
}

func TestALoadThatFailsKeepsNothingAndCanBeRunAgain(t *testing.T) {
	engines(t, func(t *testing.T, c models.StoreConfig) {
		broken := errors.New("the file broke off")
		err := models.Load(t.Context(), c, 1, func(tx *models.Tx) error { return errors.Join(addUnit(tx), broken) })
		require.ErrorIs(t, err, broken)
		require.NoError(t, models.Load(t.Context(), c, 1, addUnit))
		require.ErrorIs(t, models.Load(t.Context(), c, 1, addUnit), models.ErrNotEmpty)
	})
}

func TestANewerSchemaIsRefusedBeforeAnythingIsMade(t *testing.T) {
	c := modelstest.Config(t, models.SQLite, clock.System{})
	require.ErrorContains(t, models.Load(t.Context(), c, 1<<30, addUnit), "run a newer wanping")
}

func TestReferencesAreCheckedAtTheEndOfALoad(t *testing.T) {
	c := modelstest.Config(t, models.SQLite, clock.System{})
	dangling := models.Table{Name: "unit_terms", Columns: []models.Column{
		{Name: "name", Kind: models.KindText}, {Name: "reason", Kind: models.KindText}, {Name: "unit_no", Kind: models.KindInteger}, {Name: "valid_from", Kind: models.KindText},
	}}
	row := [][]any{{"甲局", "按名单", int64(7), "2023-01-01"}}
	require.Error(t, models.Load(t.Context(), c, 1, func(tx *models.Tx) error { return tx.InsertRows(dangling, row) }))
	require.NoError(t, models.Load(t.Context(), c, 1, func(tx *models.Tx) error {
		return errors.Join(tx.InsertRows(dangling, row), addUnit(tx)) // in any order
	}))
}
