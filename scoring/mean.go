package scoring

import (
	"math/big"
	"slices"
)

// Sum adds many numbers. It first adds those of one denominator, and then pairs of sums, so that a mean over
// thousands of sections with as many denominators costs little more than reading them.
func Sum(numbers []Exact) Exact {
	byDenominator := map[int64]Exact{}
	var rest []*big.Rat
	for _, x := range numbers {
		if x.big != nil {
			rest = append(rest, x.big)
			continue
		}
		if x.num == 0 {
			continue
		}
		d := x.denominator()
		byDenominator[d] = byDenominator[d].addSame(x)
	}
	return FromRat(sumPairs(append(rest, sortedRats(byDenominator)...)))
}

// addSame adds x to a sum of its own denominator; the empty sum has none yet.
func (a Exact) addSame(x Exact) Exact {
	if a.den == 0 && a.big == nil {
		return x
	}
	return a.Add(x)
}

func sortedRats(sums map[int64]Exact) []*big.Rat {
	denominators := make([]int64, 0, len(sums))
	for d := range sums {
		denominators = append(denominators, d)
	}
	slices.Sort(denominators)
	rats := make([]*big.Rat, len(denominators))
	for i, d := range denominators {
		rats[i] = sums[d].rat()
	}
	return rats
}

func sumPairs(rats []*big.Rat) *big.Rat {
	switch len(rats) {
	case 0:
		return new(big.Rat)
	case 1:
		return rats[0]
	}
	half := len(rats) / 2
	return new(big.Rat).Add(sumPairs(rats[:half]), sumPairs(rats[half:]))
}

// Mean is the sum over the count, and 0 of nothing.
func Mean(numbers []Exact) Exact {
	if len(numbers) == 0 {
		return Exact{}
	}
	return Sum(numbers).Quo(Whole(int64(len(numbers))))
}

// Bracket is an exact number, perhaps a very long fraction, with two short ones that enclose it.
type Bracket struct {
	exact, low, high Exact
}

// bracketUnits is how finely a bracket encloses its number: to 1/1,000,000,000.
const bracketUnits = 1_000_000_000

// Enclose returns a bracket around a.
func Enclose(a Exact) Bracket {
	if a.big == nil {
		return Bracket{exact: a, low: a, high: a}
	}
	n := new(big.Int).Mul(a.big.Num(), big.NewInt(bracketUnits))
	n.Div(n, a.big.Denom())
	if !n.IsInt64() {
		return Bracket{exact: a, low: a, high: a}
	}
	low := Exact{num: n.Int64(), den: bracketUnits}
	return Bracket{exact: a, low: low, high: low.Add(Exact{num: 1, den: bracketUnits})}
}

// Exact returns the number itself.
func (b Bracket) Exact() Exact { return b.exact }

// Settle returns f of the number. f must never fall where its argument rises: then, where f is the same at both ends
// of the bracket, it is the same in between, and the long fraction need not be touched.
func (b Bracket) Settle(f func(Exact) Points) Points {
	low := f(b.low)
	if low == f(b.high) {
		return low
	}
	return f(b.exact)
}
