package calendar

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"wanping/models"
)

const (
	header       = "date,kind,name"
	maxFileBytes = 64 << 10 // a year's file has some 2 kB
)

// Load reads calendar/2023.csv and its like from a folder of configuration; other files there are left alone. Every
// fault is an error with code calendar_invalid that names the file and the line.
func Load(configs fs.FS) (*Calendar, error) {
	names, err := fs.Glob(configs, "calendar/*.csv") // sorted
	if err != nil {
		return nil, fmt.Errorf("list the calendar files: %w", err)
	}
	if len(names) == 0 {
		return nil, invalid("calendar", 0, "没有任何年份的日历文件")
	}
	c := &Calendar{listed: make(map[models.Day]entry)}
	for _, name := range names {
		if err := c.loadYear(configs, name); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// loadYear adds one file; the files come in the order of their years.
func (c *Calendar) loadYear(configs fs.FS, name string) error {
	year, err := yearOf(name)
	if err != nil {
		return err
	}
	if c.first != 0 && year != c.last+1 {
		return invalid(name, 0, "与前一个文件之间缺少%d年", c.last+1)
	}
	text, err := fs.ReadFile(configs, name)
	if err != nil {
		return fmt.Errorf("read the calendar file: %w", err)
	}
	if len(text) > maxFileBytes {
		return invalid(name, 0, "文件超过%d字节", maxFileBytes)
	}
	if c.first == 0 {
		c.first = year
	}
	c.last = year
	return c.addLines(name, year, strings.TrimPrefix(string(text), "\ufeff"))
}

// yearOf takes the year from a file's name.
func yearOf(name string) (int, error) {
	stem := strings.TrimSuffix(path.Base(name), ".csv")
	year, err := strconv.Atoi(stem)
	if err != nil || len(stem) != 4 || year < 1949 {
		return 0, invalid(name, 0, "文件名应为四位年份,如 2023.csv")
	}
	return year, nil
}

func (c *Calendar) addLines(name string, year int, text string) error {
	headed, listed := false, 0
	lines := bufio.NewScanner(strings.NewReader(text))
	for number := 1; lines.Scan(); number++ {
		line := strings.TrimSpace(lines.Text())
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case !headed && line == header:
			headed = true
		case !headed:
			return invalid(name, number, "第一行应为表头 %s", header)
		default:
			if err := c.addLine(year, number, line); err != nil {
				return invalid(name, number, "%s", err)
			}
			listed++
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if listed == 0 {
		return invalid(name, 0, "文件中没有任何日期")
	}
	return nil
}

// addLine takes one "date,kind,name" line; its error is a clause for the sentence that names the file.
func (c *Calendar) addLine(year, number int, line string) error {
	cells := strings.Split(line, ",")
	if len(cells) != 3 {
		return fmt.Errorf("应为三列 %s", header)
	}
	day, err := models.ParseDay(cells[0])
	if err != nil {
		return fmt.Errorf("“%s”不是有效日期", cells[0])
	}
	listed := entry{work: cells[1] == "work", name: cells[2], line: number}
	earlier, twice := c.listed[day]
	switch {
	case !listed.work && cells[1] != "rest":
		return fmt.Errorf("“%s”应为 rest(放假)或 work(调休上班)", cells[1])
	case listed.name == "" || strings.TrimSpace(listed.name) != listed.name:
		return errors.New("缺少节日名称,或名称前后有空格")
	case day.Year() != year:
		return fmt.Errorf("%s不属于%d年", day, year)
	case twice:
		return fmt.Errorf("%s已在第%d行列出", day, earlier.line)
	case listed.work && !isWeekend(day):
		return fmt.Errorf("%s不是周末,不能列为调休上班", day)
	}
	c.listed[day] = listed
	return nil
}

func invalid(name string, line int, format string, args ...any) error {
	where := name
	if line > 0 {
		where = fmt.Sprintf("%s第%d行", name, line)
	}
	return models.NewError("calendar_invalid", fmt.Sprintf("日历文件%s有误:%s;请改正后重新启动。", where, fmt.Sprintf(format, args...)))
}
