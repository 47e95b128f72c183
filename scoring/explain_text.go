package scoring

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// shownChildren is how many children of one node are printed: an average over all sections has hundreds.
const shownChildren = 12

// opWords say what a node does, between its label and its value.
var opWords = map[Op]string{
	OpSum: "合计", OpDifference: "相减", OpProduct: "相乘", OpQuotient: "相除", OpMean: "平均",
	OpLeast: "取小", OpGreatest: "取大",
}

// WriteText prints the explanation as a person reads it, in Chinese. It returns the writer's error.
func (e Explanation) WriteText(w io.Writer) error {
	t := &textWriter{}
	t.heading(e)
	root := e.Daily
	if e.Total != nil {
		root = e.Total
	}
	t.node(root, "", "")
	_, err := io.WriteString(w, t.String())
	return err
}

type textWriter struct{ strings.Builder }

func (t *textWriter) heading(e Explanation) {
	r := e.Result
	fmt.Fprintf(t, "科室 %d(单位 %d):日常得分 %s,第 %d 名\n", r.No, r.Unit, r.Daily, r.DailyRank)
	if r.Candidate != "" {
		fmt.Fprintf(t, "网络评价:%s\n", candidateWords[r.Candidate])
	}
	if r.Total != nil {
		fmt.Fprintf(t, "总成绩 %s,第 %d 名%s\n", r.Total, r.TotalRank, designationWords[r.Designation])
	}
	if len(e.Pending) > 0 {
		fmt.Fprintf(t, "待定:%s\n", strings.Join(e.Pending, "、"))
	}
	t.WriteByte('\n')
}

var candidateWords = map[Candidate]string{
	ForSatisfied: "满意候选", ForUnsatisfied: "不满意候选", ByCarrying: "上年不满意,直接列入",
}

var designationWords = map[Designated]string{
	First: ",满意单位(前列)", Satisfied: ",满意单位", Unsatisfied: ",不满意单位", Least: ",最不满意单位",
}

// node prints a node and, below it, those of its children that tell something.
func (t *textWriter) node(n *Node, lead, indent string) {
	n = n.telling()
	t.WriteString(lead + n.line() + "\n")
	children, left := n.below(), 0
	if len(children) > shownChildren {
		children, left = children[:shownChildren], len(children)-shownChildren
	}
	for i, c := range children {
		if i == len(children)-1 && left == 0 {
			t.node(c, indent+"└─ ", indent+"   ")
		} else {
			t.node(c, indent+"├─ ", indent+"│  ")
		}
	}
	if left > 0 {
		fmt.Fprintf(t, "%s└─ ……另有 %d 项\n", indent, left)
	}
}

// telling passes over caps and floors that change nothing.
func (n *Node) telling() *Node {
	for (n.Op == OpLeast || n.Op == OpGreatest) && len(n.Children) == 2 && n.Children[1].leaf() &&
		n.Value.Cmp(n.Children[0].Value) == 0 {
		n = n.Children[0]
	}
	return n
}

func (n *Node) leaf() bool { return n.Op == OpGiven || n.Op == OpRule }

// signs join the leaves of a sum that is printed on one line.
var signs = map[Op]string{OpSum: " + ", OpDifference: " - ", OpProduct: " × ", OpQuotient: " ÷ "}

// inline tells whether a node is short enough to show its children on its own line.
func (n *Node) inline() bool {
	if signs[n.Op] == "" || len(n.Children) == 0 || len(n.Children) > 4 {
		return false
	}
	return !slices.ContainsFunc(n.Children, func(c *Node) bool { return !c.leaf() })
}

// below is the children that get lines of their own. The decimals of a rounding are on its own line.
func (n *Node) below() []*Node {
	switch {
	case n.inline():
		return nil
	case n.Op == OpRound:
		return n.Children[:1]
	}
	return n.Children
}

// line is "label:value = how (clause; basis; reason; entry)".
func (n *Node) line() string {
	s := n.Label + ":" + n.figure() + n.how()
	var about []string
	for _, part := range [...]string{n.Clause, n.Basis, n.Note} {
		if part != "" {
			about = append(about, part)
		}
	}
	if n.Entry != "" {
		about = append(about, "分录 "+n.Entry)
	}
	if len(about) > 0 {
		s += "(" + strings.Join(about, ";") + ")"
	}
	return s
}

// figure is the value; a rounded one with all its decimals.
func (n *Node) figure() string {
	if n.Op == OpRound {
		return n.Value.Round(Places).String()
	}
	return approximate(n.Value)
}

func (n *Node) how() string {
	switch {
	case n.Op == OpRound:
		return "〔四舍五入到 " + n.Children[1].Value.String() + " 位小数〕"
	case n.inline():
		return " = " + n.sumOfLeaves()
	case opWords[n.Op] != "" && len(n.Children) > 0:
		return "〔" + opWords[n.Op] + "〕"
	}
	return ""
}

func (n *Node) sumOfLeaves() string {
	parts := make([]string, len(n.Children))
	for i, c := range n.Children {
		parts[i] = c.Label + " " + approximate(c.Value)
		var about []string
		if c.Basis != "" && c.Basis != n.Basis {
			about = append(about, c.Basis)
		}
		if c.Note != "" {
			about = append(about, c.Note)
		}
		if c.Entry != "" {
			about = append(about, "分录 "+c.Entry)
		}
		if len(about) > 0 {
			parts[i] += "(" + strings.Join(about, ";") + ")"
		}
	}
	return strings.Join(parts, signs[n.Op])
}

// approximate writes a decimal, and a long fraction by its first six decimals.
func approximate(v Exact) string {
	if s := v.String(); !strings.Contains(s, "/") {
		return s
	}
	return "≈" + v.Rat().FloatString(6)
}
