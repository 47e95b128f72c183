package scoring

// Op is what a node of an explanation does with its children.
type Op string

// The operations. A node without an operation of its own is a leaf: given by an entry, or by the rule file.
const (
	OpGiven      Op = "given"      // leaf: a fact
	OpRule       Op = "rule"       // leaf: a number of the rule file
	OpSum        Op = "sum"        // of nothing, 0
	OpDifference Op = "difference" // the first less all others
	OpProduct    Op = "product"
	OpQuotient   Op = "quotient" // the first by the second
	OpMean       Op = "mean"
	OpLeast      Op = "least"    // a cap
	OpGreatest   Op = "greatest" // a floor, or the best of several
	OpRound      Op = "round"    // the first, half up, to as many decimals as the second says
	OpSame       Op = "same"     // its only child, chosen for the reason in Note
)

// Node is one number of an explanation. Its value is its operation on its children's values.
type Node struct {
	Op       Op
	Label    string // what the number is, in Chinese
	Value    Exact
	Clause   string // clause of the rule file
	Basis    string // annex and row, or part and paragraph
	Entry    string // the entry that brings it
	Note     string // why this way and not another, in Chinese
	Children []*Node
}

// node computes a node from its children.
func node(op Op, label string, children ...*Node) *Node {
	return &Node{Op: op, Label: label, Value: compute(op, children), Children: children}
}

func given(label string, v Exact) *Node { return &Node{Op: OpGiven, Label: label, Value: v} }

func fromRule(label string, line Line[Exact]) *Node {
	return &Node{Op: OpRule, Label: label, Value: line.Value, Basis: line.Basis}
}

func (n *Node) because(note string) *Node {
	n.Note = note
	return n
}

func compute(op Op, children []*Node) Exact {
	if len(children) == 0 {
		return Exact{}
	}
	if op == OpMean {
		return meanOf(children)
	}
	v := children[0].Value
	for _, c := range children[1:] {
		v = apply(op, v, c.Value)
	}
	return v
}

func apply(op Op, a, b Exact) Exact {
	switch op {
	case OpSum:
		return a.Add(b)
	case OpDifference:
		return a.Sub(b)
	case OpProduct:
		return a.Mul(b)
	case OpQuotient:
		return a.Quo(b)
	case OpLeast:
		return a.Min(b)
	case OpGreatest:
		return a.Max(b)
	case OpRound:
		return a.Round(int(b.Rat().Num().Int64())).Exact()
	}
	return a
}

func meanOf(children []*Node) Exact {
	values := make([]Exact, len(children))
	for i, c := range children {
		values[i] = c.Value
	}
	return Mean(values)
}
