package app

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"wanping/internal/roster"
	"wanping/models"
)

type rosterCmd struct {
	Check    rosterCheckCmd    `cmd:"" help:"Tell every fault of a roster table by row, and keep nothing."`
	Import   rosterImportCmd   `cmd:"" help:"Keep a table that has no faults: units, sections, accounts, attributes."`
	Show     rosterShowCmd     `cmd:"" help:"Show a section with its history."`
	Transfer rosterTransferCmd `cmd:"" help:"Move a section to another unit from a day on."`
	Rename   rosterRenameCmd   `cmd:"" help:"Give a section another name from a day on."`
	Merge    rosterMergeCmd    `cmd:"" help:"End a section; from a day on another does its services."`
	Dissolve rosterDissolveCmd `cmd:"" help:"End a section without a successor."`
	Set      rosterSetCmd      `cmd:"" help:"Claim an attribute of a section from a day on."`
}

type rosterCheckCmd struct {
	File string `arg:"" name:"FILE" help:"The county's table, CSV (UTF-8 or GBK) or xlsx."`
	JSON bool   `name:"json" help:"Print JSON."`
}

// Run prints what was found and exits with 1 where the table has a fault.
func (c rosterCheckCmd) Run(io IO) error {
	reading, err := readRoster(c.File)
	if err != nil {
		return err
	}
	if c.JSON {
		err = printReadingJSON(io, reading)
	} else {
		err = printReading(io, reading)
	}
	if err == nil && reading.Count(roster.Fault) > 0 {
		return exit(1)
	}
	return err
}

func readRoster(name string) (*roster.Reading, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, models.NewError("roster_unreadable", fmt.Sprintf("无法打开名单文件“%s”,请检查文件名和权限。", name)).Because(err)
	}
	defer file.Close()
	return roster.Read(file)
}

func printReadingJSON(io IO, reading *roster.Reading) error {
	out := json.NewEncoder(io.Out)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(struct {
		Year     int              `json:"year"`
		Units    int              `json:"units"`
		Sections int              `json:"sections"`
		Faults   []roster.Finding `json:"faults"`
		Notes    []roster.Finding `json:"notes"`
	}{reading.Year, reading.UnitCount, reading.SectionCount, reading.Select(roster.Fault), reading.Select(roster.Note)})
}

// printReading prints the faults, then the notes, as one table, and a summary.
func printReading(io IO, reading *roster.Reading) error {
	faults, notes := reading.Select(roster.Fault), reading.Select(roster.Note)
	if len(reading.Findings) > 0 {
		printRow(io, "", "行", "列", "代码", "说明")
	}
	for _, f := range append(faults, notes...) {
		level, row := "问题", fmt.Sprint(f.Row)
		if f.Level == roster.Note {
			level = "提示"
		}
		if f.Row == 0 {
			row = "-"
		}
		printRow(io, level, row, f.Heading, string(f.Code), f.Message)
	}
	verdict := "名单可以导入。"
	if len(faults) > 0 {
		verdict = "名单未被接受,请改正全部问题后重试。"
	}
	_, err := fmt.Fprintf(io.Out, "共%d个单位、%d个参评科室;问题%d项,提示%d项。%s\n",
		reading.UnitCount, reading.SectionCount, len(faults), len(notes), verdict)
	return err
}

func printRow(io IO, level, row, heading, code, message string) {
	fmt.Fprintf(io.Out, "%s %s %s %s %s\n", padded(level, 4), padded(row, 5), padded(heading, 16), padded(code, 24), message)
}

// padded fills text up to a width on a terminal, where a Chinese character takes two places.
func padded(text string, places int) string {
	return text + strings.Repeat(" ", max(places-columns(text), 0))
}
