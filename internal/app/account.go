package app

import (
	"context"
	"fmt"
	"io"
	"time"

	"wanping/internal/accounts"
	"wanping/internal/clock"
	"wanping/models"
)

type accountCmd struct {
	Add  accountAddCmd  `cmd:"" help:"Add an account and print its one-time activation code."`
	Code accountCodeCmd `cmd:"" help:"Give an account a new activation code; its password, sessions and WeChat binding end."`
	Bind accountBindCmd `cmd:"" help:"Give an account in use a code that binds one WeChat to it."`
}

type accountAddCmd struct {
	configFlags
	Account string `arg:"" help:"Its name: lower-case letters, digits, _ . -"`
	Role    string `arg:"" help:"liaison, unit_manager, review_office, work_committee, petitions_bureau, justice_bureau, service_centre, auditor or administrator."`
	Unit    int    `help:"The unit's number, of a unit_manager."`
	Section int    `help:"The section's number, of a liaison."`
}

// Run adds the account; this is also how the first administrator comes to be.
func (c accountAddCmd) Run(io IO) error {
	return c.withHouse(func(ctx context.Context, h *house) error {
		_, err := h.rooms.Accounts.Create(ctx, models.CommandLine(), accounts.NewAccount{
			Login: c.Account, Role: models.Role(c.Role), UnitNo: c.Unit, SectionNo: c.Section,
		})
		if err != nil {
			return err
		}
		return printCode(ctx, h, io.Out, c.Account)
	})
}

type accountCodeCmd struct {
	configFlags
	Account string `arg:""`
}

// Run prints a new code.
func (c accountCodeCmd) Run(io IO) error {
	return c.withHouse(func(ctx context.Context, h *house) error { return printCode(ctx, h, io.Out, c.Account) })
}

func printCode(ctx context.Context, h *house, w io.Writer, login string) error {
	code, err := h.rooms.Accounts.IssueCode(ctx, models.CommandLine(), login)
	return writeCode(w, code, err)
}

type accountBindCmd struct {
	configFlags
	Account string `arg:""`
}

// Run prints a new binding code.
func (c accountBindCmd) Run(io IO) error {
	return c.withHouse(func(ctx context.Context, h *house) error {
		code, err := h.rooms.Accounts.IssueBindingCode(ctx, models.CommandLine(), c.Account)
		return writeCode(io.Out, code, err)
	})
}

func writeCode(w io.Writer, code accounts.Code, err error) error {
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s %s (until %s)\n", code.Login, code.Code, code.ExpiresAt.In(clock.Shanghai).Format(time.RFC3339))
	return err
}
