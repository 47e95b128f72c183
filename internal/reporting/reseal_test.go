package reporting_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/sheet"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

func TestRotationKeepsFilesReasonsAndRefusalsReadable(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) {
		k := testkit.NewOn(t, open)
		b := &bench{Kit: k, t: t, liaison: k.Liaison(t, testkit.Window)}
		u, faults := b.upload(tableOf(t, sheet.CSV, heading, with(with(good(1), 2, "咨询户口问题,非常满意"), 6, "清单原文")), models.KeepGood)
		require.Empty(t, faults)
		list := tableOf(t, sheet.CSV, []string{"记录编号", "拒绝原因"}, []string{"1", "空号"})
		_, err := b.Reporting.ReadRefusals(t.Context(), b.liaison, list)
		require.NoError(t, err)
		answer := b.answer(u.ID)

		b.Rotate(t)
		n, err := b.Reporting.Reseal(t.Context())
		require.NoError(t, err)
		require.Equal(t, 3, n, "a record, a file and a refusal")
		n, err = b.Reporting.Reseal(t.Context())
		require.NoError(t, err)
		require.Zero(t, n)

		require.Equal(t, answer, b.answer(u.ID))
		require.Equal(t, "清单原文", b.records()[0].InsistReason)
		shown, err := b.Reporting.Refusals(t.Context(), b.liaison, models.CityRefusalFilter{Limit: 10})
		require.NoError(t, err)
		require.Equal(t, "空号", shown[0].Reason)
		again, err := b.Reporting.ReadRefusals(t.Context(), b.liaison, list)
		require.NoError(t, err)
		require.Equal(t, 1, again.Known, "found under the new key")
	})
}
