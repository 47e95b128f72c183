package scoring

// lossUnits is how finely sums of deductions are kept: a point is so many units. Points of the policy, times a count and
// some modifiers, are whole numbers of them; what is not goes to spill, so that every sum stays exact. Sums of many
// sections are many, and lie the closer together the smaller they are.
const lossUnits = 1_000_000

// lossSums are sums of deductions.
type lossSums struct {
	units []int64
	spill map[int]Exact // what is no whole number of units, or too many of them
}

func (l *lossSums) add(i int, amount Exact) {
	if n, ok := amount.inUnits(); ok {
		if sum, ok := addInt(l.units[i], n); ok {
			l.units[i] = sum
			return
		}
	}
	if l.spill == nil {
		l.spill = map[int]Exact{}
	}
	l.spill[i] = l.spill[i].Add(amount)
}

// at returns a sum.
func (l *lossSums) at(i int) Exact {
	sum := fromUnits(l.units[i])
	if len(l.spill) > 0 {
		return sum.Add(l.spill[i])
	}
	return sum
}

// isZero tells at a glance that nothing was charged.
func (l *lossSums) isZero(i int) bool { return l.units[i] == 0 && len(l.spill) == 0 }

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
