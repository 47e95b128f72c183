package testkit

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/roster"
	"wanping/models"
)

// firstBig is the number before those of a big county's sections.
const firstBig = 1000

// NewCounty furnishes the rooms with that many further window sections, each with one record on every working day of the
// season but its last; the clock stands after the season.
func NewCounty(tb testing.TB, sections int) *Kit {
	tb.Helper()
	k := New(tb)
	unit := roster.Unit{No: firstBig, Name: "丙局", AdminAccount: "bingju2023"}
	for n := range sections {
		unit.Sections = append(unit.Sections, roster.Section{
			No: firstBig + n + 1, Name: fmt.Sprintf("窗口%d", n+1), Account: fmt.Sprintf("bingju%04d", n+1),
			Attributes: map[roster.Attribute]bool{roster.Window: true},
		})
	}
	_, _, err := k.Roster.Import(tb.Context(), &roster.Reading{Year: 2023, Units: []roster.Unit{unit}}, Day("2023-01-01"), Founders())
	require.NoError(tb, err)
	account, _ := k.LogIn(tb, LoginOf(models.RoleLiaison, Window))
	season := k.Policy.Season
	for day := season.From; day.Before(season.To); day = day.AddDays(1) {
		working, err := k.Calendar.IsWorkingDay(day)
		require.NoError(tb, err)
		if working {
			k.fillDay(tb, account, unit.Sections, day)
		}
	}
	k.At(tb, "2023-11-17 09:00:00")
	return k
}

func (k *Kit) fillDay(tb testing.TB, account models.Actor, sections []roster.Section, day models.Day) {
	tb.Helper()
	require.NoError(tb, k.Store.Write(tb.Context(), func(tx *models.Tx) error {
		for _, s := range sections {
			_, err := tx.AddRecord(&models.Record{
				SectionNo: s.No, AccountID: account.AccountID, HolderID: account.HolderID, Category: models.CategoryAdvice, Item: "户口业务咨询",
				AcceptedOn: day, CompletedOn: day, Timeliness: "same_day",
				RecipientNameSealed: []byte{}, RecipientMobileSealed: []byte{}, RecipientIndex: fmt.Appendf(nil, "%d:%s", s.No, day),
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
}
