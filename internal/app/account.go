package app

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"wanping/api"
	"wanping/internal/accounts"
	"wanping/internal/clock"
	"wanping/internal/outbox"
	"wanping/models"
)

type accountCmd struct {
	Add  accountAddCmd  `cmd:"" help:"Add an account and print its one-time activation code."`
	Code accountCodeCmd `cmd:"" help:"Give an account a new activation code; its password, sessions and WeChat binding end."`
	Bind accountBindCmd `cmd:"" help:"Give an account in use a code that binds one WeChat to it."`

	Deliveries accountDeliveriesCmd `cmd:"" help:"Show how messages went to an account, attempt by attempt: why was somebody not reminded?"`
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

type accountDeliveriesCmd struct {
	configFlags
	Account string `arg:""`
	Limit   int    `help:"How many messages, the latest first." default:"50"`
	JSON    bool   `name:"json" help:"Print JSON."`
}

// Run prints the latest messages to an account, a line an attempt.
func (c accountDeliveriesCmd) Run(io IO) error {
	return c.withHouse(func(ctx context.Context, h *house) error {
		ways, err := h.rooms.Points.Outbox.History(ctx, models.CommandLine(), c.Account, 0, c.Limit)
		if err != nil {
			return err
		}
		if c.JSON {
			shown := make([]api.MessageWay, len(ways))
			for i, w := range ways {
				shown[i] = api.WayOf(w)
			}
			return printJSON(io.Out, shown)
		}
		printWays(io.Out, ways)
		return nil
	})
}

func printWays(w io.Writer, ways []outbox.Way) {
	if len(ways) == 0 {
		fmt.Fprintln(w, "没有给这个账号的通知。")
		return
	}
	cells := [][]string{{"时间", "通知", "事由", "结果", "渠道", "尝试时间", "渠道回答"}}
	for _, way := range ways {
		row := []string{stamp(way.CreatedAt), way.Title, way.Subject, way.State}
		if len(way.Attempts) == 0 {
			cells = append(cells, append(row, "", "", ""))
		}
		for _, a := range way.Attempts {
			cells = append(cells, append(slices.Clone(row), a.Channel, stamp(a.BegunAt), outcomesText(a.Outcomes)))
		}
	}
	table(cells).print(w)
}

func outcomesText(outcomes []models.DeliveryOutcome) string {
	if len(outcomes) == 0 {
		return "unknown"
	}
	texts := make([]string, len(outcomes))
	for i, o := range outcomes {
		texts[i] = strings.TrimSpace(o.Result + " " + o.Reason)
	}
	return strings.Join(texts, ", ")
}

func stamp(at models.Instant) string { return at.Time().In(clock.Shanghai).Format("01-02 15:04:05") }

func writeCode(w io.Writer, code accounts.Code, err error) error {
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s %s (until %s)\n", code.Login, code.Code, code.ExpiresAt.In(clock.Shanghai).Format(time.RFC3339))
	return err
}
