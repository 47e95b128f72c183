// Package ledger keeps the chain of everything that feeds scores: it posts, reverses, signs heads, exports and
// verifies. Nothing in it is changed or deleted; a correction is a new entry that names the old one.
// docs/ledger-format.md describes the chain for those who write a verifier of their own.
package ledger

import (
	"context"
	"crypto/rand"
	"fmt"

	"wanping/internal/secrets"
	"wanping/models"
)

const (
	purposeReason = "ledger.reason"
	saltSize      = 16
)

// Ledger posts to the chain of one store.
type Ledger struct {
	store *models.Store
	keys  *secrets.Keyring
}

// New returns the ledger of a store; keys seal the reasons.
func New(store *models.Store, keys *secrets.Keyring) *Ledger {
	return &Ledger{store: store, keys: keys}
}

// Draft is an entry to be posted: its fields but for those that the chain gives (seq, posted_at, hashes), and the reason.
type Draft struct {
	models.LedgerEntry
	Reason string // may name people: the ledger attests a salted hash of it
}

// Prepared is a draft that was checked, its reason hashed and sealed, ready for one write.
type Prepared struct {
	entry models.LedgerEntry
	text  *models.LedgerText
}

// Prepare checks drafts and does the work that has no place in a write. Errors: CodeBadEntry, CodeSameAccount.
func (l *Ledger) Prepare(drafts ...Draft) ([]Prepared, error) {
	out := make([]Prepared, len(drafts))
	for i := range drafts {
		if err := check(&drafts[i]); err != nil {
			return nil, err
		}
		out[i].entry = drafts[i].LedgerEntry
		if drafts[i].Reason == "" {
			continue
		}
		if err := l.seal(&out[i], drafts[i].Reason); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (l *Ledger) seal(p *Prepared, reason string) error {
	salt := make([]byte, saltSize)
	if _, err := rand.Read(salt); err != nil {
		return fmt.Errorf("draw a salt: %w", err)
	}
	sealed, err := l.keys.Seal(purposeReason, reason)
	if err != nil {
		return err
	}
	p.entry.ReasonHash = reasonHash(salt, reason)
	p.text = &models.LedgerText{Salt: salt, TextSealed: sealed}
	return nil
}

// Post adds prepared entries to the chain as one batch and returns them as they stand. It locks the head until the
// write ends: call it last. Errors: CodeUnknownEntry and CodeAlreadyReversed for reversals, CodeAlreadyPosted.
func Post(tx *models.Tx, batch []Prepared) ([]models.LedgerEntry, error) {
	if len(batch) == 0 {
		return nil, nil
	}
	head, err := tx.LockLedgerHead()
	if err != nil {
		return nil, err
	}
	entries := make([]models.LedgerEntry, len(batch))
	var texts []models.LedgerText
	for i := range batch {
		entries[i] = batch[i].entry
		if err := checkReversal(tx, &entries[i]); err != nil {
			return nil, err
		}
		link(&entries[i], &head, models.At(tx.Now()))
		if text := batch[i].text; text != nil {
			texts = append(texts, models.LedgerText{Seq: head.Seq, Salt: text.Salt, TextSealed: text.TextSealed})
		}
	}
	return entries, tx.AddLedgerEntries(entries, texts)
}

// link puts an entry at the end of the chain.
func link(e *models.LedgerEntry, head *models.LedgerHead, now models.Instant) {
	e.Seq, e.PostedAt, e.PrevHash = head.Seq+1, now, head.Hash
	e.Attested = e.AttestedText()
	e.Hash = hashOf([]byte(e.Attested))
	head.Seq, head.Hash = e.Seq, e.Hash
}

// Write prepares and posts in a write of its own.
func (l *Ledger) Write(ctx context.Context, drafts ...Draft) ([]models.LedgerEntry, error) {
	batch, err := l.Prepare(drafts...)
	if err != nil {
		return nil, err
	}
	var entries []models.LedgerEntry
	err = l.store.Write(ctx, func(tx *models.Tx) (err error) {
		entries, err = Post(tx, batch)
		return err
	})
	return entries, err
}

// Reason opens the reason of an entry; erased tells that it was taken away.
func (l *Ledger) Reason(ctx context.Context, seq int64) (reason string, erased bool, err error) {
	var text models.LedgerText
	var ok bool
	err = l.store.Read(ctx, func(tx *models.Tx) (err error) {
		text, ok, err = tx.LedgerTextBySeq(seq)
		return err
	})
	if err != nil || !ok {
		return "", false, err
	}
	if text.ErasedAt != nil {
		return "", true, nil
	}
	reason, err = l.keys.Open(purposeReason, text.TextSealed)
	return reason, false, err
}

// EraseReason takes the text of a reason away, within a write that takes its copies elsewhere away too; the chain stays
// as it is. Errors: CodeNotFound.
func EraseReason(tx *models.Tx, actor models.Actor, seq int64) error {
	done, err := tx.EraseLedgerText(seq)
	if err != nil {
		return err
	}
	if !done {
		return models.NewError(models.CodeNotFound, "这一笔没有可以清除的理由文字,可能已经清除。")
	}
	return tx.Audit(models.AuditEntry{
		AccountID: actor.AccountID, HolderID: actor.HolderID, Action: "ledger.erase_reason", Subject: fmt.Sprintf("entry:%d", seq),
	})
}
