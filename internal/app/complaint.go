package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"wanping/internal/clock"
	"wanping/internal/complaints"
	"wanping/models"
)

type complaintCmd struct {
	List          complaintListCmd    `cmd:"" help:"List complaints, with what is left of their time."`
	Show          complaintShowCmd    `cmd:"" help:"Show one complaint with its history and what can be done."`
	Move          complaintMoveCmd    `cmd:"" help:"Assign, accept, answer, find, end or close a complaint."`
	Propose       complaintProposeCmd `cmd:"" help:"Propose the deduction that a complaint's outcome fits."`
	ImportHotline importHotlineCmd    `cmd:"" help:"Take in a table of the hotline's cases (annex 3)."`
}

type complaintListCmd struct {
	desk
	Section int    `help:"The section that handles them."`
	Unit    int    `help:"Its unit."`
	State   string `help:"One state, e.g. received."`
	Overdue bool   `help:"Only those whose time has passed."`
	Limit   int    `help:"How many, the latest first." default:"50"`
}

// Run prints complaints.
func (c complaintListCmd) Run(io IO) error {
	return c.sit(func(ctx context.Context, h *house, actor models.Actor) error {
		views, err := h.rooms.Complaints.List(ctx, actor, complaints.Filter{
			SectionNo: c.Section, UnitNo: c.Unit, State: c.State, Overdue: c.Overdue, Limit: c.Limit,
		})
		if err != nil {
			return err
		}
		if c.JSON {
			shown := make([]shownComplaint, len(views))
			for i, v := range views {
				shown[i] = showComplaint(v)
			}
			return printJSON(io.Out, shown)
		}
		printComplaints(io.Out, views)
		return nil
	})
}

// shownComplaint is a complaint as JSON of the command line.
type shownComplaint struct {
	ID          int64                     `json:"id"`
	Version     int                       `json:"version"`
	State       string                    `json:"state"`
	StateText   string                    `json:"state_text"`
	About       string                    `json:"about"`
	Subject     string                    `json:"section_name"`
	SubjectNo   int                       `json:"subject_no"`
	SectionNo   int                       `json:"section_no,omitempty"`
	ReceivedAt  string                    `json:"received_at"`
	AcceptBy    string                    `json:"accept_by,omitempty"`
	AnswerBy    string                    `json:"answer_by,omitempty"`
	Overdue     string                    `json:"overdue,omitempty"`
	DaysLeft    *int                      `json:"days_left,omitempty"`
	Text        string                    `json:"text"`
	History     []shownStep               `json:"history,omitempty"`
	May         []string                  `json:"may,omitempty"`
	Suggestions []complaints.Suggestion   `json:"suggestions,omitempty"`
	Charges     []models.ChargedComplaint `json:"charges,omitempty"`
}

type shownStep struct {
	At   string `json:"at"`
	Move string `json:"move"`
	By   string `json:"by"`
	Text string `json:"text"`
}

func showComplaint(v complaints.View) shownComplaint {
	out := shownComplaint{
		ID: v.ID, Version: v.Version, State: v.State, StateText: v.StateText, About: v.About, Subject: v.SectionName, SubjectNo: v.SubjectSection,
		SectionNo: v.SectionNo, ReceivedAt: spoken(&v.ReceivedAt), AcceptBy: spoken(v.AcceptBy), AnswerBy: spoken(v.AnswerBy),
		Overdue: v.Overdue, DaysLeft: v.DaysLeft, Text: v.Text, May: v.May, Suggestions: v.Suggestions, Charges: v.Charges,
	}
	for _, s := range v.History {
		out.History = append(out.History, shownStep{At: s.At.Format(time.RFC3339), Move: s.Move, By: s.By + s.Login, Text: s.Text})
	}
	return out
}

func spoken(at *models.Instant) string {
	if at == nil {
		return ""
	}
	return at.Time().In(clock.Shanghai).Format(time.RFC3339)
}

func printComplaints(w io.Writer, views []complaints.View) {
	cells := [][]string{{"编号", "状态", "被投诉科室", "承办", "收到", "受理期限", "答复期限", "剩余工作日", "逾期"}}
	for _, v := range views {
		left, handler := "", ""
		if v.DaysLeft != nil {
			left = fmt.Sprint(*v.DaysLeft)
		}
		if v.SectionNo != 0 {
			handler = fmt.Sprint(v.SectionNo)
		}
		cells = append(cells, []string{
			fmt.Sprint(v.ID), v.StateText, v.SectionName, handler, short(&v.ReceivedAt), short(v.AcceptBy), short(v.AnswerBy), left,
			map[string]string{"accept": "受理", "answer": "答复"}[v.Overdue],
		})
	}
	table(cells).print(w)
}

func short(at *models.Instant) string {
	if at == nil {
		return ""
	}
	return at.Time().In(clock.Shanghai).Format("01-02 15:04")
}

type complaintShowCmd struct {
	desk
	ID int64 `arg:"" help:"The complaint's number."`
}

// Run prints one complaint.
func (c complaintShowCmd) Run(io IO) error {
	return c.sit(func(ctx context.Context, h *house, actor models.Actor) error {
		view, err := h.rooms.Complaints.Complaint(ctx, actor, c.ID)
		if err != nil {
			return err
		}
		return c.print(io.Out, view)
	})
}

func (d desk) print(w io.Writer, v complaints.View) error {
	if d.JSON {
		return printJSON(w, showComplaint(v))
	}
	printComplaints(w, []complaints.View{v})
	fmt.Fprintf(w, "\n%s\n\n", v.Text)
	cells := [][]string{{"时间", "步骤", "由", "内容"}}
	for _, s := range v.History {
		cells = append(cells, []string{s.At.Format("01-02 15:04"), s.Move, s.By + s.Login, strings.ReplaceAll(s.Text, "\n", " ")})
	}
	table(cells).print(w)
	if len(v.May) > 0 {
		fmt.Fprintf(w, "可以(--version %d):%s\n", v.Version, strings.Join(v.May, " "))
	}
	for _, s := range v.Suggestions {
		fmt.Fprintf(w, "可提出扣分:%s 科室%d %s(%s)\n", s.Clause, s.SectionNo, s.On, s.Why)
	}
	for _, charge := range v.Charges {
		fmt.Fprintf(w, "已提出扣分:%s 第%d号提议(%s)\n", charge.Clause, charge.ProposalID, charge.State)
	}
	return nil
}

type complaintMoveCmd struct {
	desk
	ID          int64  `arg:"" help:"The complaint's number."`
	To          string `arg:"" name:"move" help:"assign, accept, answer, found, unfound, propose_out_of_duty, propose_unreasonable, confirm, refuse, mark_duplicate or close."`
	Text        string `help:"Why, or the answer."`
	Version     int    `required:"" help:"The complaint's version as it was shown."`
	Section     int    `help:"Of assign: who handles it."`
	Urgent      bool   `help:"Of assign."`
	UnitText    string `help:"Of assign: the complaint as the unit may read it."`
	Level       string `help:"Of found: county or city."`
	DuplicateOf int64  `help:"Of mark_duplicate."`
}

// Run moves the complaint and prints it.
func (c complaintMoveCmd) Run(io IO) error {
	return c.sit(func(ctx context.Context, h *house, actor models.Actor) error {
		view, err := h.rooms.Complaints.Move(ctx, actor, c.ID, complaints.Move{
			Move: c.To, Text: c.Text, Version: c.Version, SectionNo: c.Section, Urgent: c.Urgent, UnitText: c.UnitText, Level: c.Level,
			DuplicateOf: c.DuplicateOf,
		})
		if err != nil {
			return err
		}
		return c.print(io.Out, view)
	})
}

type complaintProposeCmd struct {
	desk
	ID     int64  `arg:"" help:"The complaint's number."`
	Clause string `arg:"" help:"One of those that show suggests, e.g. A1.1.5a."`
	Reason string `required:"" help:"Why."`
}

// Run makes the proposal and tells what else stands against the section for that day.
func (c complaintProposeCmd) Run(io IO) error {
	return c.sit(func(ctx context.Context, h *house, actor models.Actor) error {
		done, err := h.rooms.Complaints.Propose(ctx, actor, c.ID, c.Clause, c.Reason)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(io.Out, done)
		}
		for _, other := range done.Others {
			fmt.Fprintf(io.Out, "提示:同一科室同一天已有%s(%s),请核对是否为同一件事。\n", other.Clause, other.Evidence)
		}
		_, err = fmt.Fprintf(io.Out, "已按%s提出第%d号提议,等待另一个账号确认。\n", done.Clause, done.ProposalID)
		return err
	})
}

type importHotlineCmd struct {
	desk
	File string `arg:"" help:"The table, xlsx or CSV." type:"existingfile"`
}

// Run takes the table in, all rows or none; faults are told by row.
func (c importHotlineCmd) Run(io IO) error {
	return c.sit(func(ctx context.Context, h *house, actor models.Actor) error {
		data, err := os.ReadFile(c.File)
		if err != nil {
			return fmt.Errorf("read the table: %w", err)
		}
		done, err := h.rooms.Complaints.ImportHotline(ctx, actor, data)
		if err != nil {
			return err
		}
		if c.JSON {
			return printJSON(io.Out, done)
		}
		words := "已导入"
		if done.Again {
			words = "这份表格此前已导入"
		}
		_, err = fmt.Fprintf(io.Out, "%s:第%d批,%d条。\n", words, done.ID, done.Cases)
		return err
	})
}
