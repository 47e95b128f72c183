package scoring

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// reader walks a YAML document and gathers every fault, so that one run tells a county all that is wrong.
type reader struct {
	file    string
	inForce Period
	faults  []Fault
}

func (r *reader) fault(line int, kind FaultKind, message string) {
	r.faults = append(r.faults, Fault{File: r.file, Line: line, Kind: kind, Message: message})
}

// document returns the root of a file that holds one YAML document without aliases, or nil.
func (r *reader) document(data []byte) *yaml.Node {
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	var doc, extra yaml.Node
	if err := decoder.Decode(&doc); err != nil {
		r.fault(syntaxLine(err), FaultSyntax, "不是有效的 YAML:"+err.Error())
		return nil
	}
	if err := decoder.Decode(&extra); !errors.Is(err, io.EOF) {
		r.fault(max(extra.Line, 1), FaultSyntax, "一个规则文件只能有一个 YAML 文档")
		return nil
	}
	r.refuseAliases(&doc)
	return doc.Content[0]
}

// syntaxLine finds the line in a YAML error's text, which has no other place for it.
func syntaxLine(err error) int {
	_, after, _ := strings.Cut(err.Error(), "line ")
	digits, _, _ := strings.Cut(after, ":")
	line, convErr := strconv.Atoi(digits)
	if convErr != nil {
		return 1
	}
	return line
}

func (r *reader) refuseAliases(n *yaml.Node) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		r.fault(n.Line, FaultSyntax, "规则文件不用锚点和引用:每个值写在它自己的地方")
		return
	}
	for _, child := range n.Content {
		r.refuseAliases(child)
	}
}

// object is a mapping whose keys are taken one by one; close reports those that nobody took.
type object struct {
	r      *reader
	line   int
	fields map[string]*yaml.Node
	keys   map[string]int // line of each key not yet taken
}

func (r *reader) object(n *yaml.Node) *object {
	o := &object{r: r, line: n.Line, fields: map[string]*yaml.Node{}, keys: map[string]int{}}
	if n.Kind != yaml.MappingNode {
		r.fault(n.Line, FaultWrongType, "这里应当是“键: 值”的映射")
		return o
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if _, twice := o.fields[key.Value]; twice {
			r.fault(key.Line, FaultDuplicateKey, "键 "+key.Value+" 写了两次")
		}
		o.fields[key.Value], o.keys[key.Value] = n.Content[i+1], key.Line
	}
	return o
}

func (o *object) close() {
	for key, line := range o.keys {
		o.r.fault(line, FaultUnknownKey, "不认识的键 "+key)
	}
}

// optional takes a key that may be absent.
func (o *object) optional(key string) *yaml.Node {
	delete(o.keys, key)
	return o.fields[key]
}

// required takes a key that must be there.
func (o *object) required(key string) *yaml.Node {
	n := o.optional(key)
	if n == nil {
		o.r.fault(o.line, FaultMissingKey, "缺少键 "+key)
	}
	return n
}

// scalar returns the text of a node of one of the given YAML types; what names what should stand there.
func (r *reader) scalar(n *yaml.Node, what string, tags ...string) (string, bool) {
	if n == nil {
		return "", false
	}
	if n.Kind != yaml.ScalarNode || !slices.Contains(tags, n.Tag) {
		r.fault(n.Line, FaultWrongType, "这里应当是"+what)
		return "", false
	}
	return n.Value, true
}

func (r *reader) text(n *yaml.Node) string {
	s, ok := r.scalar(n, "文字(数字和日期要加引号)", "!!str")
	if ok && s == "" {
		r.fault(n.Line, FaultBadValue, "这里不能是空文字")
	}
	return s
}

func (r *reader) boolean(n *yaml.Node) bool {
	s, _ := r.scalar(n, " true 或 false", "!!bool")
	return s == "true"
}

func (r *reader) integer(n *yaml.Node) int64 {
	s, ok := r.scalar(n, "整数(不加引号)", "!!int")
	if !ok {
		return 0
	}
	v, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		r.fault(n.Line, FaultBadNumber, s+" 不是十进制整数,或者太大")
	}
	return v
}

func (r *reader) day(n *yaml.Node) Day {
	s, ok := r.scalar(n, "加引号的日期,如 \"2023-05-05\"", "!!str")
	if !ok {
		return 0
	}
	day, ok := ParseDay(s)
	if !ok {
		r.fault(n.Line, FaultBadDay, s+" 不是真实的日期(年-月-日)")
	}
	return day
}

// largest bounds every number of a rule file, so that a year's scores fit in a Points.
const largest = 1_000_000

func (r *reader) decimal(n *yaml.Node) Exact {
	s, ok := r.scalar(n, "加引号的小数,如 \"0.5\"", "!!str")
	if !ok {
		return Exact{}
	}
	v, err := ParseDecimal(s)
	if err != nil || v.Sign() < 0 || v.Cmp(Whole(largest)) > 0 {
		r.fault(n.Line, FaultBadNumber, s+" 不是 0 到 1000000 之间的小数")
		return Exact{}
	}
	return v
}

// word takes one of the words that may stand here.
func (r *reader) word(n *yaml.Node, words ...string) string {
	s, ok := r.scalar(n, strings.Join(words, "、")+" 之一", "!!str")
	if ok && !slices.Contains(words, s) {
		r.fault(n.Line, FaultBadValue, s+" 不是 "+strings.Join(words, "、")+" 之一")
	}
	return s
}

func (r *reader) items(n *yaml.Node) []*yaml.Node {
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		r.fault(n.Line, FaultWrongType, "这里应当是列表")
		return nil
	}
	return n.Content
}

func (r *reader) texts(n *yaml.Node) []string {
	var out []string
	for _, item := range r.items(n) {
		out = append(out, r.text(item))
	}
	return out
}

func (r *reader) days(n *yaml.Node) []Day {
	var out []Day
	for _, item := range r.items(n) {
		day := r.day(item)
		if len(out) > 0 && day <= out[len(out)-1] {
			r.fault(item.Line, FaultOverlap, "各段的末日要从早到晚")
		}
		out = append(out, day)
	}
	return out
}

func (o *object) text(key string) string { return o.r.text(o.required(key)) }
func (o *object) optionalText(key string) string {
	if n := o.optional(key); n != nil {
		return o.r.text(n)
	}
	return ""
}
func (o *object) flag(key string) bool {
	if n := o.optional(key); n != nil {
		return o.r.boolean(n)
	}
	return false
}

// place is where a mapping and its values stand in the file, for faults found after reading.
type place map[string]int

func (o *object) place() place {
	p := place{"": o.line}
	for key, n := range o.fields {
		p[key] = n.Line
	}
	return p
}

// line is where the mapping begins.
func (p place) line() int { return p[""] }

// of is the line of a key's value, or of the mapping where it lacks the key.
func (p place) of(key string) int {
	if line, ok := p[key]; ok {
		return line
	}
	return p.line()
}

// child opens a mapping that must be there.
func (o *object) child(key string) *object {
	if n := o.required(key); n != nil {
		return o.r.object(n)
	}
	return &object{r: o.r, line: o.line}
}

// each opens every mapping of a list in turn.
func (o *object) each(n *yaml.Node, f func(*object)) {
	for _, item := range o.r.items(n) {
		child := o.r.object(item)
		f(child)
		child.close()
	}
}
