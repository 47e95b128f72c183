package facts

import (
	"context"
	"fmt"
	"sync"

	"wanping/internal/ledger"
	"wanping/models"
	"wanping/scoring"
)

// Rulebook keeps the rule files that were adopted, parsed. It is safe for concurrent use.
type Rulebook struct {
	mu     sync.Mutex
	parsed map[string]*scoring.Rules // by hash
}

// NewRulebook returns an empty rulebook; files are read from the store when they are needed.
func NewRulebook() *Rulebook { return &Rulebook{parsed: map[string]*scoring.Rules{}} }

// Adopt puts a rule file in force from a day on, for the year in which its days end, by two accounts named together: it
// founds what no proposal can be judged without. The file itself is kept, so that every board can be computed again.
// Adopting the same file from the same day again does nothing. Errors: those of By.Check.
func (b *Rulebook) Adopt(ctx context.Context, store *models.Store, l *ledger.Ledger, name string, data []byte, from models.Day, by ledger.By) (*scoring.Rules, error) {
	rules, err := scoring.ParseRules(name, data)
	if err != nil {
		return nil, err
	}
	if err := by.Check(); err != nil {
		return nil, err
	}
	source := fmt.Sprintf("rules:%.16s:%s", rules.Hash[len("sha256:"):], from)
	batch, err := l.Prepare(ledger.Draft{LedgerEntry: models.LedgerEntry{
		Kind: models.EntryRuleFile, Year: YearOf(rules), Subject: rules.County, Detail: rules.Hash, OnDay: from, Evidence: rules.Basis, Source: &source,
		ProposedBy: by.Proposer.Login, ConfirmedBy: by.Confirmer.Login,
	}})
	if err != nil {
		return nil, err
	}
	err = store.Write(ctx, func(tx *models.Tx) error {
		if _, ok, err := tx.LedgerEntryBySource(source); err != nil || ok {
			return err
		}
		if err := tx.AddRuleFile(models.RuleFile{Hash: rules.Hash, Name: name, Content: data}); err != nil {
			return err
		}
		_, err := ledger.Post(tx, batch)
		return err
	})
	return rules, err
}

// YearOf is the rating's year that a rule file is for: that in which its days end.
func YearOf(rules *scoring.Rules) int {
	year, _, _ := rules.InForce.To.Date()
	return year
}

// FirstDay is the first day that a rule file judges.
func FirstDay(rules *scoring.Rules) models.Day { return DayOf(rules.InForce.From) }

// RulesOn returns the rules of a year in force on a day: of the files adopted from that day or earlier, the latest.
// Errors: CodeRulesNotAdopted.
func (b *Rulebook) RulesOn(tx *models.Tx, year int, day models.Day) (*scoring.Rules, error) {
	return b.RulesAt(tx, year, day, 0)
}

// RulesAt returns the rules of a year in force on a day, as the entries up to one (0: all) tell.
// Errors: CodeRulesNotAdopted.
func (b *Rulebook) RulesAt(tx *models.Tx, year int, day models.Day, upTo int64) (*scoring.Rules, error) {
	adopted, err := tx.LedgerEntries(models.LedgerFilter{Year: year, UpTo: upTo, Kinds: []string{models.EntryRuleFile}})
	if err != nil {
		return nil, err
	}
	hash, from := "", models.Day{}
	for _, e := range adopted {
		if !e.OnDay.After(day) && !e.OnDay.Before(from) {
			hash, from = e.Detail, e.OnDay
		}
	}
	if hash == "" {
		return nil, models.NewError(models.CodeRulesNotAdopted,
			fmt.Sprintf("%s还没有采用%d年度的规则文件,不能计分;请先采用规则文件。", day, year))
	}
	return b.rules(tx, hash)
}

func (b *Rulebook) rules(tx *models.Tx, hash string) (*scoring.Rules, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if rules := b.parsed[hash]; rules != nil {
		return rules, nil
	}
	file, ok, err := tx.RuleFileByHash(hash)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, fmt.Errorf("the adopted rule file %s is missing", hash)
	}
	rules, err := scoring.ParseRules(file.Name, file.Content)
	if err != nil {
		return nil, err
	}
	if rules.Hash != hash {
		return nil, fmt.Errorf("the rule file %s was altered: it is %s", hash, rules.Hash)
	}
	b.parsed[hash] = rules
	return rules, nil
}

// YearOn is the rating's year on a day: the latest year whose rule file was adopted from that day or earlier.
// Errors: CodeRulesNotAdopted.
func (b *Rulebook) YearOn(tx *models.Tx, day models.Day) (int, error) {
	adopted, err := tx.LedgerEntries(models.LedgerFilter{Kinds: []string{models.EntryRuleFile}})
	if err != nil {
		return 0, err
	}
	year := 0
	for _, e := range adopted {
		if !e.OnDay.After(day) {
			year = max(year, e.Year)
		}
	}
	if year == 0 {
		return 0, models.NewError(models.CodeRulesNotAdopted, "还没有采用任何年度的规则文件,不能录入和计分;请先采用规则文件。")
	}
	return year, nil
}
