package scoring

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// Case is a score case (score-cases, "In"): facts in a file, with the day as of which they are scored.
type Case struct {
	AsOf  Day // 0: every entry
	Facts Facts
}

// DecodeCase reads a case and checks the shape of the whole file. Every fault is bad_case. Further files add entries
// after the case's own ("what if"): each is a list of entries, or an object with such a list under "entries".
func DecodeCase(data []byte, more ...[]byte) (Case, error) {
	root, err := decodeJSON(data)
	if err != nil {
		return Case{}, badCase("案例文件%v", err)
	}
	d := &caseDecoder{}
	object, ok := root.(fields)
	if !ok {
		return Case{}, badCase("案例应当是一个对象,含 sections 和 entries")
	}
	entries, hasEntries := d.list(object, "entries", "案例")
	for _, extra := range more {
		entries = append(entries, d.extraEntries(extra)...)
	}
	c := d.caseOf(object, entries, hasEntries)
	if d.err != nil {
		return Case{}, d.err
	}
	return c, nil
}

// fields is a decoded JSON object.
type fields = map[string]any

func badCase(format string, args ...any) *Error { return refuse("", CodeBadCase, format, args...) }

var (
	errNotUTF8 = errors.New("不是 UTF-8 编码")
	errNotJSON = errors.New("不是有效的 JSON")
)

// decodeJSON reads exactly one JSON value. Numbers keep their text, so that 1.0 is told from 1.
func decodeJSON(data []byte) (any, error) {
	if !utf8.Valid(data) {
		return nil, errNotUTF8
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var v any
	if err := decoder.Decode(&v); err != nil {
		return nil, fmt.Errorf("%w(第 %d 字节附近)", errNotJSON, decoder.InputOffset())
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%w:末尾有多余的内容", errNotJSON)
	}
	return v, nil
}

func (d *caseDecoder) extraEntries(data []byte) []any {
	v, err := decodeJSON(data)
	if err != nil {
		d.fail("假设文件%v", err)
		return nil
	}
	switch v := v.(type) {
	case []any:
		return v
	case fields:
		list, ok := d.list(v, "entries", "假设文件")
		if !ok {
			d.fail("假设文件里没有 entries")
		}
		return list
	}
	d.fail("假设文件应当是分录的列表,或含 entries 的对象")
	return nil
}

func (d *caseDecoder) caseOf(object fields, entries []any, hasEntries bool) Case {
	sections, hasSections := d.list(object, "sections", "案例")
	if !hasSections || !hasEntries {
		d.fail("案例缺少 sections 或 entries")
		return Case{}
	}
	c := Case{AsOf: d.optionalDay(object, "as_of", "案例")}
	c.Facts.Settings.Selection = d.sizes(object, "selection", "satisfied", "unsatisfied")
	c.Facts.Settings.Designation = d.sizes(object, "designation", "first", "satisfied", "unsatisfied", "least")
	c.Facts.Sections = d.sections(sections)
	c.Facts.Entries = d.entries(entries)
	return c
}

func (d *caseDecoder) sections(list []any) []Section {
	out := make([]Section, 0, len(list))
	seen := make(map[int64]bool, len(list))
	for i, item := range list {
		where := fmt.Sprintf("第 %d 个科室", i+1)
		o := d.object(item, where)
		s := Section{
			No: d.integer(o, "no", where), Unit: d.integer(o, "unit", where),
			Enforcement: d.flag(o, "enforcement", where), Stationed: d.flag(o, "stationed", where),
			Exempt: d.flag(o, "exempt", where), Carried: d.flag(o, "carried", where),
		}
		if seen[s.No] {
			d.fail("科室编号 %d 出现了两次", s.No)
		}
		seen[s.No] = true
		out = append(out, s)
	}
	return out
}

func (d *caseDecoder) sizes(object fields, key string, names ...string) *Sizes {
	v := object[key]
	if v == nil {
		return nil
	}
	o := d.object(v, key)
	var s Sizes
	targets := map[string]**int64{
		"satisfied": &s.Satisfied, "first": &s.First, "unsatisfied": &s.Unsatisfied, "least": &s.Least,
	}
	for _, name := range names {
		if o[name] == nil {
			continue
		}
		n := d.integer(o, name, key)
		if n < 0 {
			d.fail("%s 的 %s 不能小于 0", key, name)
		}
		*targets[name] = &n
	}
	return &s
}

func (d *caseDecoder) entries(list []any) []Entry {
	out := make([]Entry, len(list))
	seen := make(map[string]bool, len(list))
	for i, item := range list {
		where := fmt.Sprintf("第 %d 笔分录", i+1)
		e := &out[i]
		d.entry(d.object(item, where), e, where)
		if seen[e.ID] {
			d.fail("分录编号“%s”出现了两次", e.ID)
		}
		seen[e.ID] = true
		if d.err != nil {
			return nil
		}
	}
	return out
}

func (d *caseDecoder) entry(o fields, e *Entry, where string) {
	e.ID, e.Kind = d.required(o, "id", where), d.text(o, "kind", where)
	if o["kind"] == nil {
		d.fail("%s缺少 kind", where)
	}
	if e.On = d.optionalDay(o, "on", where); e.On == 0 {
		d.fail("%s缺少 on", where)
	}
	e.Posted = d.optionalDay(o, "posted", where)
	d.target(o, e, where)
	switch e.Kind {
	case KindVotes:
		e.Indicator = d.text(o, "indicator", where)
		e.Satisfied, e.Basic = d.integer(o, "satisfied", where), d.integer(o, "basic", where)
		e.Dissatisfied = d.integer(o, "dissatisfied", where)
	case KindDeduction, KindBonus:
		d.charge(o, e, where)
	case KindCaseFile:
		e.Mark = d.needDecimal(o, "mark", where)
		e.Failed = d.flag(o, "failed", where)
	case KindRating:
		e.Rater = d.text(o, "rater", where)
		e.Points, e.HasPoints = d.needDecimal(o, "points", where), true
	case KindReversal:
		e.Reverses = d.text(o, "reverses", where)
	}
	e.Count, e.HasCount = count64(o["count"])
}

func (d *caseDecoder) charge(o fields, e *Entry, where string) {
	e.Clause = d.text(o, "clause", where)
	e.Points, e.HasPoints = d.decimal(o, "points", where)
	e.Modifiers = d.texts(o, "modifiers", where)
	if e.Kind == KindBonus {
		e.Matter = d.required(o, "matter", where)
	}
}

// target reads section or unit: one of the two, and neither for a reversal.
func (d *caseDecoder) target(o fields, e *Entry, where string) {
	hasSection, hasUnit := o["section"] != nil, o["unit"] != nil
	if e.Kind == KindReversal {
		if hasSection || hasUnit {
			d.fail("%s是冲正,不写 section 或 unit", where)
		}
		return
	}
	if hasSection == hasUnit {
		d.fail("%s要写 section 或 unit,只写其中一个", where)
		return
	}
	e.OnUnit = hasUnit
	if hasUnit {
		e.Unit = d.integer(o, "unit", where)
	} else {
		e.Section = d.integer(o, "section", where)
	}
}
