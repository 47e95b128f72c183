// Package app is the program's assembly: it reads the command line, wires the rooms together and runs them.
package app

import (
	"errors"
	"fmt"
	"io"

	"github.com/alecthomas/kong"

	"wanping/models"
)

// IO is what a command reads from and writes to; tests give buffers.
type IO struct {
	In       io.Reader
	Out, Err io.Writer
}

// cli is every command of the program, a file a command.
type cli struct {
	Serve     serveCmd     `cmd:"" help:"Serve until told to stop."`
	Migrate   migrateCmd   `cmd:"" help:"Bring the database to this program's schema."`
	Account   accountCmd   `cmd:"" help:"Accounts and their activation codes."`
	Deadline  deadlineCmd  `cmd:"" help:"Print until when a service can be reported, and why."`
	Roster    rosterCmd    `cmd:"" help:"Units and sections: check and import the table, transfers, mergers, attributes."`
	Secrets   secretsCmd   `cmd:"" help:"The keys of personal data."`
	Version   versionCmd   `cmd:"" help:"Print the version and what it was built from."`
	Lint      lintCmd      `cmd:"" help:"Judge the wording of items: reads lines, prints one JSON object a line."`
	Score     scoreCmd     `cmd:"" help:"Score a case file: print the scoreboard as JSON."`
	Explain   explainCmd   `cmd:"" help:"Explain the scores of one section of a case file."`
	Rules     rulesCmd     `cmd:"" help:"Check and show rule files."`
	Sim       simCmd       `cmd:"" help:"Run the WeChat simulator with its phone page (demo only)."`
	Ledger    ledgerCmd    `cmd:"" help:"Verify, export and sign the ledger."`
	Propose   proposeCmd   `cmd:"" help:"Propose entries for the ledger, from flags or from a file."`
	Confirm   confirmCmd   `cmd:"" help:"Confirm, examine, decline or withdraw what was proposed."`
	Proposals proposalsCmd `cmd:"" help:"List proposals, or show one with its history."`
	Object    objectCmd    `cmd:"" help:"Say that a deduction of annex 5 is none of a section's business, or name the right section."`
	Appeal    appealCmd    `cmd:"" help:"Appeal against an entry, decide an appeal, or list appeals."`
	Adopt     adoptCmd     `cmd:"" help:"Put a rule file in force from a day on."`
	Board     boardCmd     `cmd:"" help:"Show scores and ranks: now, as of a day, between two days, or explained."`
	Select    selectCmd    `cmd:"" help:"Show how candidates and designations come about, step by step."`
	Publish   publishCmd   `cmd:"" help:"Freeze and publish a board, or print a published one again."`
	Backup    backupCmd    `cmd:"" help:"Write everything that the database holds to one file, while the program serves."`
	Reminders remindersCmd `cmd:"" help:"Show what every slot of a day tells whom, as things stand now."`
	Restore   restoreCmd   `cmd:"" help:"Fill an empty database, of any engine, from a backup."`
	Purge     purgeCmd     `cmd:"" help:"Erase personal data that has been kept for its term."`
	Catalogue catalogueCmd `cmd:"" help:"The approved items of the sections."`
	Complaint complaintCmd `cmd:"" help:"Complaints, and the hotline's cases."`
	Posters   postersCmd   `cmd:"" help:"Print posters with the QR codes of a section, a unit or all sections to one PDF."`
	Photos    photosCmd    `cmd:"" help:"The photos of complaints: is each file there, and does it open?"`
}

// exit is an error that carries the exit status; its message was already written.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// Main runs one command line and returns the exit status: 0 done, 1 refused or failed, 2 bad usage.
func Main(args []string, io IO) int {
	var c cli
	status := -1
	parser := kong.Must(&c,
		kong.Name("wanping"),
		kong.Description("万人评: services reported, complaints followed, points explained to the clause."),
		kong.Writers(io.Out, io.Err),
		kong.Exit(func(code int) { status = code }),
		kong.Bind(io),
		kong.UsageOnError(),
	)
	ctx, err := parser.Parse(args)
	if status >= 0 { // --help has answered
		return status
	}
	if err != nil {
		fmt.Fprintf(io.Err, "wanping: %v\n", err)
		return 2
	}
	return report(io.Err, ctx.Run())
}

func report(w io.Writer, err error) int {
	var status exit
	refusal, foreseen := models.AsError(err)
	switch {
	case err == nil:
		return 0
	case errors.As(err, &status):
		return int(status)
	case foreseen:
		fmt.Fprintf(w, "wanping: %s(%s)\n", refusal.Message, refusal.Code)
		return 1
	default:
		fmt.Fprintf(w, "wanping: %v\n", err)
		return 1
	}
}
