package facts

import (
	"context"
	"errors"
	"fmt"

	"wanping/models"
	"wanping/scoring"
)

// Adoption is the adoption of a rule file, as proposals and the ledger take it: detail is the hash of a file that was kept,
// the day that from which it is in force. It is a proposals.Kind.
type Adoption struct {
	Store *models.Store
	Rules *Rulebook
}

// Keep keeps a rule file, so that it can be proposed by its hash. Errors: CodeFileFaults, every fault by its
// line.
func (a Adoption) Keep(ctx context.Context, name string, data []byte) (*scoring.Rules, error) {
	rules, err := scoring.ParseRules(name, data)
	var faulty *scoring.RuleFileError
	if errors.As(err, &faulty) {
		return nil, faultyFile(faulty)
	}
	if err != nil {
		return nil, err
	}
	return rules, a.Store.Write(ctx, func(tx *models.Tx) error {
		return tx.AddRuleFile(models.RuleFile{Hash: rules.Hash, Name: name, Content: data})
	})
}

// faultsShown bounds the faults of a file that are told one by one.
const faultsShown = 100

func faultyFile(faulty *scoring.RuleFileError) error {
	var fields []models.Field
	for _, f := range faulty.Faults[:min(len(faulty.Faults), faultsShown)] {
		fields = append(fields, models.Field{Name: fmt.Sprintf("第%d行", f.Line), Code: models.Code(f.Kind), Message: f.Message})
	}
	return models.NewError(models.CodeFileFaults, fmt.Sprintf("规则文件有%d处错误,没有保存;请用 rules check 逐行核对改正。", len(faulty.Faults)), fields...).Because(faulty)
}

// File finds a rule file that was kept. Errors: CodeNotFound.
func (a Adoption) File(ctx context.Context, hash string) (models.RuleFile, error) {
	var file models.RuleFile
	err := a.Store.Read(ctx, func(tx *models.Tx) error {
		kept, ok, err := tx.RuleFileByHash(hash)
		if err == nil && !ok {
			err = errNoRuleFile
		}
		file = kept
		return err
	})
	return file, err
}

var errNoRuleFile = models.NewError(models.CodeNotFound, "没有保存过这个规则文件,请先提交文件,再提出采用。")

// CheckProposal holds that the file was kept, and that it is not in force from that day already.
// Errors: CodeNotFound, CodeAlreadyPosted.
func (a Adoption) CheckProposal(ctx context.Context, p *models.Proposal) error {
	return a.Store.Read(ctx, func(tx *models.Tx) error {
		_, ok, err := tx.RuleFileByHash(p.Detail)
		if err == nil && !ok {
			err = errNoRuleFile
		}
		if err != nil {
			return err
		}
		rules, err := a.Rules.rules(tx, p.Detail)
		if err != nil {
			return err
		}
		p.Year, p.Subject, p.Evidence, p.SectionNo, p.UnitNo = YearOf(rules), rules.County, rules.Basis, 0, 0
		adopted, err := tx.LedgerEntries(models.LedgerFilter{Year: p.Year, Kinds: []string{models.EntryRuleFile}})
		for _, e := range adopted {
			if e.Detail == p.Detail && e.OnDay == p.OnDay {
				return models.NewError(models.CodeAlreadyPosted, fmt.Sprintf("这个规则文件自%s起已经采用了,没有重复提出。", p.OnDay))
			}
		}
		return err
	})
}

// PrepareEntry has nothing to change: the rules in force follow from the entries.
func (a Adoption) PrepareEntry(context.Context, *models.Proposal, models.Confirmation) (func(*models.Tx, models.LedgerEntry) error, error) {
	return nil, nil
}
