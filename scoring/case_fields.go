package scoring

import (
	"encoding/json"
	"strconv"
)

// caseDecoder takes fields of a case and keeps the first fault. null is absent everywhere.
type caseDecoder struct{ err *Error }

func (d *caseDecoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = badCase(format, args...)
	}
}

func (d *caseDecoder) object(v any, where string) fields {
	o, ok := v.(fields)
	if !ok {
		d.fail("%s应当是一个对象", where)
	}
	return o
}

func (d *caseDecoder) list(o fields, key, where string) (list []any, present bool) {
	v := o[key]
	if v == nil {
		return nil, false
	}
	list, ok := v.([]any)
	if !ok {
		d.fail("%s的 %s 应当是列表", where, key)
	}
	return list, true
}

// text reads a string that may be absent.
func (d *caseDecoder) text(o fields, key, where string) string {
	v := o[key]
	if v == nil {
		return ""
	}
	s, ok := v.(string)
	if !ok {
		d.fail("%s的 %s 应当是文字", where, key)
	}
	return s
}

// required reads a string that must be there and not empty.
func (d *caseDecoder) required(o fields, key, where string) string {
	s := d.text(o, key, where)
	if s == "" {
		d.fail("%s缺少 %s", where, key)
	}
	return s
}

func (d *caseDecoder) texts(o fields, key, where string) []string {
	list, _ := d.list(o, key, where)
	out := make([]string, 0, len(list))
	for _, v := range list {
		s, ok := v.(string)
		if !ok {
			d.fail("%s的 %s 应当是文字的列表", where, key)
		}
		out = append(out, s)
	}
	return out
}

func (d *caseDecoder) flag(o fields, key, where string) bool {
	v := o[key]
	if v == nil {
		return false
	}
	b, ok := v.(bool)
	if !ok {
		d.fail("%s的 %s 应当是 true 或 false", where, key)
	}
	return b
}

func (d *caseDecoder) optionalDay(o fields, key, where string) Day {
	if o[key] == nil {
		return 0
	}
	day, ok := ParseDay(d.text(o, key, where))
	if !ok {
		d.fail("%s的 %s 不是真实的日期(年-月-日)", where, key)
	}
	return day
}

func (d *caseDecoder) integer(o fields, key, where string) int64 {
	n, ok := integer64(o[key])
	if !ok {
		d.fail("%s的 %s 应当是 64 位以内的整数", where, key)
	}
	return n
}

// integer64 takes a JSON number without fraction or exponent.
func integer64(v any) (int64, bool) {
	number, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	n, err := strconv.ParseInt(string(number), 10, 64)
	return n, err == nil
}

// count64 reads a count; one that is no integer is kept as a given count of 0, which Check refuses in its turn.
func count64(v any) (n int64, given bool) {
	if v == nil {
		return 0, false
	}
	if n, ok := integer64(v); ok {
		return n, true
	}
	return 0, true
}

func (d *caseDecoder) decimal(o fields, key, where string) (Exact, bool) {
	v := o[key]
	if v == nil {
		return Exact{}, false
	}
	s, ok := v.(string)
	p, err := ParseDecimal(s)
	if !ok || err != nil {
		d.fail("%s的 %s 应当是加引号的小数,至多 %d 个字符", where, key, MaxDecimal)
	}
	return p, true
}

func (d *caseDecoder) needDecimal(o fields, key, where string) Exact {
	p, given := d.decimal(o, key, where)
	if !given {
		d.fail("%s缺少 %s", where, key)
	}
	return p
}
