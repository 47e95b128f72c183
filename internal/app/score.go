package app

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"wanping/configs"
	"wanping/scoring"
)

// defaultRules is the rule file that commands use where none is named.
const defaultRules = "rules/2023.yaml"

// caseFlags are what score and explain have in common.
type caseFlags struct {
	Rules  string `help:"Rule file; the one of 2023 by default." placeholder:"FILE"`
	WhatIf string `help:"Add the entries of this file to the case." placeholder:"FILE"`
	Case   string `arg:"" help:"Case file (JSON)."`
}

// load reads the rule file and the case. A faulty case gives a *scoring.Error.
func (f caseFlags) load() (*scoring.Rules, scoring.Case, error) {
	rules, err := loadRules(f.Rules)
	if err != nil {
		return nil, scoring.Case{}, err
	}
	data, err := os.ReadFile(f.Case)
	if err != nil {
		return nil, scoring.Case{}, fmt.Errorf("read case: %w", err)
	}
	var more [][]byte
	if f.WhatIf != "" {
		extra, err := os.ReadFile(f.WhatIf)
		if err != nil {
			return nil, scoring.Case{}, fmt.Errorf("read what-if: %w", err)
		}
		more = append(more, extra)
	}
	c, err := scoring.DecodeCase(data, more...)
	return rules, c, err
}

// loadRules reads the named rule file, or the default one that the program carries.
func loadRules(file string) (*scoring.Rules, error) {
	if file == "" {
		return scoring.LoadRules(configs.FS, defaultRules)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read rule file: %w", err)
	}
	return scoring.ParseRules(filepath.ToSlash(file), data)
}

type scoreCmd struct {
	caseFlags
}

// Run prints the scoreboard of a case as JSON, or the error that it has.
func (c scoreCmd) Run(io IO) error {
	rules, facts, err := c.load()
	if err != nil {
		return refuseCase(io, err)
	}
	board, err := scoring.Evaluate(rules, facts.Facts, facts.AsOf)
	if err != nil {
		return refuseCase(io, err)
	}
	return printJSON(io.Out, board)
}

// refuseCase prints the error of a case and chooses the exit status: 2 for a misshapen case, 1 for any other fault of
// the case. What is no fault of the case, such as a missing file, goes to standard error with status 2.
func refuseCase(io IO, err error) error {
	var fault *scoring.Error
	if !errors.As(err, &fault) {
		fmt.Fprintf(io.Err, "wanping: %v\n", err)
		return exit(2)
	}
	if err := printJSON(io.Out, errorBody(fault)); err != nil {
		return err
	}
	return exit(statusOf(fault))
}

func statusOf(fault *scoring.Error) int {
	if fault.Code == scoring.CodeBadCase {
		return 2
	}
	return 1
}

type caseError struct {
	Entry   *string      `json:"entry"`
	Code    scoring.Code `json:"code"`
	Message string       `json:"message"`
}

func errorBody(fault *scoring.Error) map[string]caseError {
	body := caseError{Code: fault.Code, Message: fault.Message}
	if fault.Entry != "" {
		body.Entry = &fault.Entry
	}
	return map[string]caseError{"error": body}
}

func printJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	return encoder.Encode(v)
}
