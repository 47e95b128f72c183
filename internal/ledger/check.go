package ledger

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"wanping/models"
)

// Limits of the texts, in characters.
const (
	shortLimit  = 60
	middleLimit = 250
	textLimit   = 500
	detailLimit = 60_000
	reasonLimit = 2_000
)

// reversible are the kinds that a reversal may take back.
var reversible = []string{
	models.EntryVotes, models.EntryDeduction, models.EntryCaseFile, models.EntryRating, models.EntryBonus, models.EntryRuling,
}

// final are the kinds that two accounts post and that no reversal takes back: a later entry takes their place.
var final = []string{models.EntryAttribute, models.EntryTerm, models.EntryRuleFile, models.EntryBoard}

// unattended are the kinds that the program itself posts: they attest what stands beside the chain and decide nothing.
var unattended = []string{models.EntryAuditDigest, models.EntryHead, models.EntryRanks}

// Reversible tells whether a reversal may take back entries of a kind.
func Reversible(kind string) bool { return slices.Contains(reversible, kind) }

// check holds the invariants of every entry, whoever posts it.
func check(d *Draft) error {
	if d.OnDay.IsZero() || d.Year == 0 {
		return bad("缺少日期或年度。")
	}
	if !slices.Contains(slices.Concat(reversible, final, unattended), d.Kind) && d.Kind != models.EntryReversal {
		return bad(fmt.Sprintf("没有“%s”这一种分录。", d.Kind))
	}
	if (d.Reverses != nil) != (d.Kind == models.EntryReversal) {
		return bad("冲正必须且只能写明被冲正的分录。")
	}
	if err := checkAccounts(d); err != nil {
		return err
	}
	return checkTexts(d)
}

func checkAccounts(d *Draft) error {
	if slices.Contains(unattended, d.Kind) {
		return nil
	}
	if d.ProposedBy == "" || d.ConfirmedBy == "" {
		return bad("每一笔都要写明提出人和确认人。")
	}
	if d.ProposedBy == d.ConfirmedBy {
		return errSameAccount
	}
	return nil
}

func checkTexts(d *Draft) error {
	source := ""
	if d.Source != nil {
		source = *d.Source
	}
	for _, t := range []struct {
		name, text string
		limit      int
	}{
		{"subject", d.Subject, shortLimit}, {"indicator", d.Indicator, shortLimit}, {"clause", d.Clause, shortLimit},
		{"modifiers", d.Modifiers, middleLimit}, {"rater", d.Rater, shortLimit / 2}, {"matter", d.Matter, middleLimit},
		{"evidence", d.Evidence, textLimit}, {"detail", d.Detail, detailLimit}, {"source", source, shortLimit},
		{"proposed_by", d.ProposedBy, shortLimit}, {"confirmed_by", d.ConfirmedBy, shortLimit},
		{"reason", d.Reason, reasonLimit},
	} {
		if !utf8.ValidString(t.text) || utf8.RuneCountInString(t.text) > t.limit {
			return bad(fmt.Sprintf("%s 太长(至多%d个字)或不是有效文字。", t.name, t.limit))
		}
		if t.name != "reason" && strings.ContainsFunc(t.text, isControl) {
			return bad(fmt.Sprintf("%s 里有换行、制表符等控制字符,请去掉。", t.name))
		}
	}
	return nil
}

// isControl finds what would break the attested text and the export, which are built on separators.
func isControl(r rune) bool { return r < 0x20 || r == 0x7f }

func bad(message string) error {
	return models.NewError(models.CodeBadEntry, "这一笔不能入账:"+message)
}

// checkReversal makes sure, under the head's lock, that what a reversal names stands.
func checkReversal(tx *models.Tx, e *models.LedgerEntry) error {
	if e.Kind != models.EntryReversal {
		return nil
	}
	target, ok, err := tx.LedgerEntryBySeq(*e.Reverses)
	if err != nil {
		return err
	}
	if !ok || !slices.Contains(reversible, target.Kind) {
		return models.NewError(models.CodeUnknownEntry,
			fmt.Sprintf("没有可以冲正的第%d号分录;冲正本身不能再冲正,请核对编号。", *e.Reverses))
	}
	_, reversed, err := tx.ReversalOf(target.Seq)
	if err == nil && reversed {
		err = models.NewError(models.CodeAlreadyReversed, fmt.Sprintf("第%d号分录已经冲正过了,不能重复冲正。", target.Seq))
	}
	return err
}
