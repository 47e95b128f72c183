package models_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/clock"
	"wanping/models"
	"wanping/models/modelstest"
)

// filled returns a record in which no field is zero, so that a column that is forgotten shows.
func filled(t *testing.T) models.Record {
	t.Helper()
	at, by := models.At(start), int64(1)
	r := models.Record{
		SectionNo: 1, AccountID: 1, HolderID: 7, Category: models.CategoryLicence, Item: "护照办理",
		AcceptedOn: models.NewDay(2023, 9, 26), CompletedOn: models.NewDay(2023, 9, 27),
		ReceivedAt: at, Timeliness: "grace", DeadlineAt: at + 1,
		RecipientNameSealed: []byte{1}, RecipientMobileSealed: []byte{2}, RecipientIndex: []byte{3}, DuplicateNo: 4,
		WordingCodes: "too_long", InsistSealed: []byte{5}, WithdrawnAt: &at, WithdrawnBy: &by, WithdrawalSealed: []byte{6},
	}
	for v, i := reflect.ValueOf(r), 0; i < v.NumField(); i++ {
		if name := v.Type().Field(i).Name; name != "ID" {
			require.False(t, v.Field(i).IsZero(), "fill %s", name)
		}
	}
	return r
}

func TestRecordIsKeptInEveryColumn(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		s := open(t, clock.NewStopped(start))
		want := filled(t)
		require.NoError(t, s.Write(t.Context(), func(tx *models.Tx) error {
			require.NoError(t, tx.AddUnit(&models.UnitTerm{UnitNo: 1, Name: "甲局", ValidFrom: models.NewDay(2023, 1, 1)}))
			require.NoError(t, tx.AddSection(&models.SectionTerm{SectionNo: 1, UnitNo: 1, Name: "窗口科", ValidFrom: models.NewDay(2023, 1, 1)}))
			require.NoError(t, addAccount("a")(tx))
			added, err := tx.AddRecord(&want)
			require.True(t, added)
			return err
		}))
		require.NotZero(t, want.ID)
		require.NoError(t, s.Read(t.Context(), func(tx *models.Tx) error {
			got, ok, err := tx.RecordByID(want.ID)
			require.True(t, ok)
			require.Equal(t, want, got)
			return err
		}))

		twin := want
		require.NoError(t, s.Write(t.Context(), func(tx *models.Tx) error {
			added, err := tx.AddRecord(&twin)
			require.False(t, added, "the same again with the same number is told")
			return err
		}))
	})
}
