package testkit

import (
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/outbox"
	"wanping/internal/reminders"
)

// furnishReminders wires the planner by the rules that are shipped.
func (k *Kit) furnishReminders(tb testing.TB) { k.Reminders = k.Planner(tb, reminders.NoCases{}) }

// Planner is another planner on the kit's rooms, as of another process.
func (k *Kit) Planner(tb testing.TB, waiting reminders.Cases) *reminders.Reminders {
	tb.Helper()
	words, err := outbox.Bundled()
	require.NoError(tb, err)
	rules, err := reminders.Load(configs.FS, reminders.TopicsOf(words), k.Policy.WindowBefore)
	require.NoError(tb, err)
	return reminders.New(k.Store, k.Clock, rules, words, k.Calendar, reminders.Rooms{
		Reporting: k.Reporting, Appeals: k.Proposals, Boards: k.Boards, Cases: waiting, Outbox: k.Outbox,
	})
}
