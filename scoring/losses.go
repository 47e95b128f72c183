package scoring

// lossUnits is how finely sums of deductions are kept: a point is so many units. Points of the policy, times a count and
// some modifiers, are whole numbers of them; what is not goes to spill, so that every sum stays exact. Sums of many
// sections are many, and lie the closer together the smaller they are.
const lossUnits = 1_000_000

// addUnits adds an amount to a sum, if both are whole numbers of units that fit.
func addUnits(sum *int64, amount Exact) bool {
	n, ok := amount.inUnits()
	if !ok {
		return false
	}
	total, ok := addInt(*sum, n)
	if ok {
		*sum = total
	}
	return ok
}

// spillOver adds what does not fit the sum of a loss slot.
func (m *marks) spillOver(slot int, amount Exact) {
	if m.spill == nil {
		m.spill = map[int]Exact{}
	}
	m.spill[slot] = m.spill[slot].Add(amount)
}

// loss is the sum of a loss slot.
func (r *row) loss(slot int) Exact {
	sum := fromUnits(r.losses[slot])
	if len(r.spill) > 0 {
		return sum.Add(r.spill[slot])
	}
	return sum
}

// isIdle tells at a glance that nothing was charged.
func (r *row) isIdle(slot int) bool { return r.losses[slot] == 0 && len(r.spill) == 0 }

func (a Exact) inUnits() (int64, bool) {
	den := a.denominator()
	if a.big != nil || lossUnits%den != 0 {
		return 0, false
	}
	return mulInt(a.num, lossUnits/den)
}

func fromUnits(n int64) Exact {
	switch {
	case n == 0:
		return Exact{}
	case n%lossUnits == 0:
		return Exact{num: n / lossUnits, den: 1}
	case n%(lossUnits/100) == 0:
		return Exact{num: n / (lossUnits / 100), den: 100}
	}
	return Exact{num: n, den: lossUnits}
}
