package app

import (
	"errors"
	"fmt"

	"wanping/scoring"
)

type explainCmd struct {
	caseFlags
	Section int64 `required:"" help:"Number of the section to explain."`
}

// Run prints how a section of a case came by its scores, as a person would read it.
func (c explainCmd) Run(io IO) error {
	rules, facts, err := c.load()
	if err != nil {
		return refuseReader(io, err)
	}
	explanation, err := scoring.Explain(rules, facts.Facts, facts.AsOf, c.Section)
	if err != nil {
		return refuseReader(io, err)
	}
	return explanation.WriteText(io.Out)
}

// refuseReader tells a person what is wrong with a case, with the exit status that score would give.
func refuseReader(io IO, err error) error {
	var fault *scoring.Error
	if !errors.As(err, &fault) {
		fmt.Fprintf(io.Err, "wanping: %v\n", err)
		return exit(2)
	}
	where := ""
	if fault.Entry != "" {
		where = "分录 " + fault.Entry + ":"
	}
	fmt.Fprintf(io.Err, "不能计分:%s%s(%s)\n", where, fault.Message, fault.Code)
	return exit(statusOf(fault))
}
