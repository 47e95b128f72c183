package app

import (
	"context"

	"wanping/configs"
	"wanping/internal/complaints"
	"wanping/internal/proposals"
	"wanping/models"
)

// furnishComplaints wires the complaints over codes, photos and proposals.
func (h *house) furnishComplaints() error {
	settings, err := complaints.LoadSettings(configs.FS)
	if err != nil {
		return err
	}
	h.rooms.Complaints = complaints.New(complaints.Parts{
		Store: h.store, Keys: h.keys, Calendar: h.calendar, Settings: settings, Codes: h.rooms.Codes, Photos: h.rooms.Photos,
		Proposer: complaintProposer{h.rooms.Points.Proposals},
	})
	return nil
}

// complaintProposer hands charges to the proposals room, which knows who may propose.
type complaintProposer struct{ proposals *proposals.Proposals }

// Prepare asks for a deduction.
func (p complaintProposer) Prepare(ctx context.Context, actor models.Actor, c complaints.Charge) (func(*models.Tx) (int64, error), error) {
	line := proposals.Line{
		Kind: models.EntryDeduction, Section: c.SectionNo, Clause: c.Clause, On: c.On, Points: c.Points, Modifiers: c.Modifiers,
		Evidence: c.Evidence, Issuer: c.Issuer, Reason: c.Reason,
	}
	if c.Count > 1 {
		line.Count = &c.Count
	}
	return p.proposals.Prepare(ctx, actor, line)
}
