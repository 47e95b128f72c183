package testkit

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/complaints"
	"wanping/internal/proposals"
	"wanping/models"
)

// furnishComplaints wires the complaints over codes and photos that tests know.
func (k *Kit) furnishComplaints(tb testing.TB) {
	tb.Helper()
	settings, err := complaints.LoadSettings(configs.FS)
	require.NoError(tb, err)
	k.Complaints = complaints.New(complaints.Parts{
		Store: k.Store, Keys: k.Keys, Calendar: k.Calendar, Settings: settings, Codes: k.Codes, Photos: k.Photos, Proposer: Proposer{k.Proposals},
	})
}

// CodeOf is the code that hangs at a section.
func (k *Kit) CodeOf(tb testing.TB, section int) string {
	tb.Helper()
	issued, err := k.Codes.Of(tb.Context(), models.Actor{Role: models.RoleReviewOffice}, section)
	require.NoError(tb, err)
	return issued.Code
}

// Proposer hands charges to the proposals room, as the assembly does.
type Proposer struct{ Proposals *proposals.Proposals }

// Prepare asks for a deduction.
func (p Proposer) Prepare(ctx context.Context, actor models.Actor, c complaints.Charge) (func(*models.Tx) (int64, error), error) {
	line := proposals.Line{
		Kind: models.EntryDeduction, Section: c.SectionNo, Clause: c.Clause, On: c.On, Points: c.Points, Modifiers: c.Modifiers,
		Evidence: c.Evidence, Issuer: c.Issuer, Reason: c.Reason,
	}
	if c.Count > 1 {
		line.Count = &c.Count
	}
	return p.Proposals.Prepare(ctx, actor, line)
}
