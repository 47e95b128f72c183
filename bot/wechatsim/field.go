package wechatsim

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// fieldRule is what one type of template field lets through.
type fieldRule struct {
	longest int // characters
	shape   *regexp.Regexp
}

var clockTime = `([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?`
var calendarDay = `\d{4}(年\d{1,2}月\d{1,2}日|-\d{1,2}-\d{1,2})`

// fieldRules are WeChat's types with their limits. A missing shape lets any text through.
var fieldRules = map[string]fieldRule{
	"thing":            {longest: 20},
	"number":           {32, regexp.MustCompile(`^-?\d+(\.\d+)?$`)},
	"letter":           {32, regexp.MustCompile(`^[A-Za-z]+$`)},
	"symbol":           {5, regexp.MustCompile(`^[^\p{L}\p{N}]+$`)},
	"character_string": {32, regexp.MustCompile(`^[\x21-\x7e]+$`)},
	"time":             {41, spans(`(` + calendarDay + ` ?)?` + clockTime + `|` + calendarDay)},
	"date":             {41, spans(calendarDay + `( ?` + clockTime + `)?`)},
	"amount":           {17, regexp.MustCompile(`^[¥￥$€]?\d{1,10}(\.\d+)?元?$`)},
	"phone_number":     {17, regexp.MustCompile(`^[0-9+*-]+$`)},
	"car_number":       {8, regexp.MustCompile(`^\p{Han}?[A-Z0-9\p{Han}]+$`)},
	"name":             {20, regexp.MustCompile(`^(\p{Han}{1,10}|[A-Za-z ]{1,20})$`)},
	"phrase":           {5, regexp.MustCompile(`^\p{Han}+$`)},
	"const":            {longest: 20},
	"enum":             {longest: 20},
}

// spans matches one value or two joined by "~".
func spans(one string) *regexp.Regexp {
	return regexp.MustCompile(`^(` + one + `)(~(` + one + `))?$`)
}

// check says what is wrong with a value, "" where nothing is.
func (f TemplateField) check(value string) string {
	kind := strings.TrimRight(f.Key, "0123456789")
	rule, known := fieldRules[kind]
	switch {
	case !known:
		return "is of no known type"
	case value == "":
		return "is empty"
	case strings.ContainsFunc(value, unicode.IsControl):
		return "has a control character"
	case utf8.RuneCountInString(value) > rule.longest:
		return "is too long"
	case rule.shape != nil && !rule.shape.MatchString(value):
		return "does not fit " + kind
	case (kind == "const" || kind == "enum") && !slices.Contains(f.Allowed, value):
		return "is not a listed value"
	}
	return ""
}
