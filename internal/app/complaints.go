package app

import (
	"context"
	"log/slog"
	"time"

	"wanping/configs"
	"wanping/internal/complaints"
	"wanping/internal/proposals"
	"wanping/internal/schedule"
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
		Proposer: complaintProposer{h.rooms.Points.Proposals}, Checker: wechatOpinion{h},
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

// wechatOpinion asks WeChat about a text. It is advice: what it says marks a complaint for the office.
type wechatOpinion struct{ house *house }

// Check asks about the text of a visitor of the mini-program.
func (o wechatOpinion) Check(ctx context.Context, openID, text string) (string, error) {
	if o.house.wechat == nil {
		return "", errWechat
	}
	verdict, err := o.house.wechat.CheckText(ctx, openID, text)
	return string(verdict), err
}

// complaintsEvery is how often the program escalates what is overdue; doing so again tells nothing twice.
const complaintsEvery = 2 * time.Minute

func (h *house) planComplaints(ctx context.Context, logger *slog.Logger) {
	schedule.Rounds(ctx, h.clock, complaintsEvery, func(ctx context.Context) {
		for _, work := range []func(context.Context) (int, error){h.rooms.Complaints.Plan, h.rooms.Complaints.CheckTexts} {
			if _, err := work(ctx); err != nil && ctx.Err() == nil {
				logger.Error("complaints", "cause", err.Error())
			}
		}
	})
}
