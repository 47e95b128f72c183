// Package proposals takes an entry from being proposed to standing in the ledger, and hears objections and appeals.
// Who proposes and confirms what is the rule file's (reading 16); two accounts, always. Sources ask this room, it calls
// nobody back.
package proposals

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"wanping/internal/clock"
	"wanping/internal/facts"
	"wanping/internal/ledger"
	"wanping/internal/secrets"
	"wanping/internal/stages"
	"wanping/models"
)

const (
	purposeReason = "proposal.reason"
	purposeMove   = "proposal.move"
	reasonLimit   = 500 // characters
	batchLimit    = 2000
)

// RoleVote is the vote itself, which proposes its tallies; no account has it.
const RoleVote models.Role = "vote"

// Proposals is the room.
type Proposals struct {
	store  *models.Store
	keys   *secrets.Keyring
	ledger *ledger.Ledger
	rules  *facts.Rulebook
	plan   func(year int) (*stages.Plan, error)
	kinds  map[string]Kind // of other rooms
}

// New returns the room. plan gives the stages of a year.
func New(store *models.Store, keys *secrets.Keyring, l *ledger.Ledger, rules *facts.Rulebook, plan func(int) (*stages.Plan, error)) *Proposals {
	return &Proposals{store: store, keys: keys, ledger: l, rules: rules, plan: plan, kinds: map[string]Kind{}}
}

// scene is what a move is judged by: the year's state as of today, and its stages.
type scene struct {
	state *facts.State
	plan  *stages.Plan
	today models.Day
	// targets are the entries that lines want to take back, by seq, and reversed those of them that were taken back.
	targets  map[int64]models.LedgerEntry
	reversed map[int64]bool
}

// scene reads the state before a write: nothing that a write depends on alone is decided by it.
func (p *Proposals) scene(ctx context.Context, reverses ...int64) (*scene, error) {
	s := &scene{targets: map[int64]models.LedgerEntry{}, reversed: map[int64]bool{}}
	err := p.store.Read(ctx, func(tx *models.Tx) error {
		s.today = models.DayOf(tx.Now(), clock.Shanghai)
		year, err := p.rules.YearOn(tx, s.today)
		if err != nil {
			return err
		}
		if s.state, err = p.rules.At(tx, year, s.today); err != nil {
			return err
		}
		return s.readTargets(tx, reverses)
	})
	if err != nil {
		return nil, err
	}
	s.plan, err = p.plan(s.state.Year)
	return s, err
}

func (s *scene) readTargets(tx *models.Tx, reverses []int64) error {
	for _, seq := range reverses {
		entry, ok, err := tx.LedgerEntryBySeq(seq)
		if err != nil {
			return err
		}
		if ok {
			s.targets[seq] = entry
		}
		if _, s.reversed[seq], err = tx.ReversalOf(seq); err != nil {
			return err
		}
	}
	return nil
}

// move is a step of a proposal's history, its text sealed.
func (p *Proposals) move(actor models.Actor, name, text string) (models.ProposalMove, error) {
	sealed, err := p.keys.Seal(purposeMove, strings.TrimSpace(text))
	return models.ProposalMove{Move: name, AccountID: actor.AccountID, HolderID: actor.HolderID, Login: actor.Login, TextSealed: sealed}, err
}

// of puts the step into the histories of proposals.
func of(step models.ProposalMove, list []models.Proposal) []models.ProposalMove {
	out := make([]models.ProposalMove, len(list))
	for i := range list {
		out[i] = step
		out[i].ProposalID = list[i].ID
	}
	return out
}

func checkText(name, text string) error {
	if n := utf8.RuneCountInString(strings.TrimSpace(text)); n == 0 || n > reasonLimit {
		return refuse(models.CodeRequired, name, fmt.Sprintf("请用不超过%d个字说明理由。", reasonLimit))
	}
	return nil
}

// refuse is a refusal of one field.
func refuse(code models.Code, field, message string) *models.Error {
	return models.NewError(code, message, models.Field{Name: field, Code: code, Message: message})
}

var (
	errNotFound = models.NewError(models.CodeNotFound, "没有找到这一笔,可能编号有误,或不归您查看。")
	errDecided  = models.NewError(models.CodeAlreadyDecided, "这一笔已经由别人处理过了,请刷新后查看结果。")
)
