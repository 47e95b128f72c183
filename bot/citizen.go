package bot

import (
	"context"
	"strconv"
	"strings"

	"wanping/internal/qrcodes"
	"wanping/internal/roster"
	"wanping/models"
)

// The scenes of our QR codes.
const (
	SectionScene = "section-"    // and the section's number: hangs at its counter
	BindingScene = "bind-"       // and a binding code: shown to whoever issued it
	CodeScene    = qrcodes.Scene // and a section's code: what is printed for the counter
)

// scanned reads what a QR code says.
func scanned(s State, in input) (State, turn) {
	scene := strings.TrimPrefix(in.Scene, "qrscene_")
	if code, ok := strings.CutPrefix(scene, BindingScene); ok {
		return bind(s, in, code)
	}
	if code, ok := strings.CutPrefix(scene, CodeScene); ok {
		return ask(s, posted{code})
	}
	if text, ok := strings.CutPrefix(scene, SectionScene); ok {
		if no, err := strconv.Atoi(text); err == nil {
			return ask(s, section{no})
		}
	}
	return say(s, "这个二维码不是科室的评议码,或已停用。\n\n"+help(in.role()))
}

// posted looks up where a section's code hangs. One that was replaced, or whose section is gone, says what to do.
type posted struct{ code string }

func (c posted) make(ctx context.Context, d Desk, in input) (outcome, error) {
	place, err := d.Codes.Resolve(ctx, c.code)
	if refusal, foreseen := models.AsError(err); foreseen {
		return codeRefused{refusal.Message}, nil
	}
	if err != nil {
		return nil, err
	}
	return section{place.SectionNo}.make(ctx, d, in)
}

type codeRefused struct{ why string }

func (o codeRefused) tell(s State, _ input) (State, string) { return s, o.why }

// section looks a section up for a citizen.
type section struct{ no int }

func (c section) make(ctx context.Context, d Desk, in input) (outcome, error) {
	detail, err := d.Roster.Section(ctx, c.no)
	if refusal, foreseen := models.AsError(err); foreseen {
		return sectionTold{err: refusal}, nil
	}
	if err != nil {
		return nil, err
	}
	units, err := d.Roster.Units(ctx, in.today())
	return sectionTold{detail: detail, units: units, day: in.today()}, err
}

type sectionTold struct {
	detail roster.Detail
	units  []models.UnitTerm
	day    models.Day
	err    *models.Error
}

func (o sectionTold) tell(s State, _ input) (State, string) {
	name := o.name()
	if name == "" {
		return s, "这个二维码对应的科室已不在参评名单中。您可以回复“投诉”了解怎样反映问题。"
	}
	return s, "您扫的是:" + name + "。\n\n" + complaining
}

// name is unit and section as of the day; "" where the section is not on the list then.
func (o sectionTold) name() string {
	for _, term := range o.detail.Terms {
		if o.err != nil || term.ValidFrom.After(o.day) || !term.ValidTo.IsZero() && term.ValidTo.Before(o.day) {
			continue
		}
		for _, unit := range o.units {
			if unit.UnitNo == term.UnitNo {
				return unit.Name + " " + term.Name
			}
		}
		return term.Name
	}
	return ""
}
