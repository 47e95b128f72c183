package scoring

import (
	"fmt"
	"math"
	"math/big"
	"math/bits"
	"strings"
)

// Points is a rounded number of points in units of 1/10,000: what is stored, compared on boards and printed.
type Points int64

// Places is the number of decimals that a Points holds and prints.
const Places = 4

// pointUnits is how many Values make one point.
const pointUnits = 10_000

// String prints exactly four decimals, as in "26.8800".
func (v Points) String() string {
	sign, n := "", int64(v)
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d.%04d", sign, n/pointUnits, n%pointUnits)
}

// MarshalText makes a Points a JSON string.
func (v Points) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// Exact returns the value as an exact number.
func (v Points) Exact() Exact { return Exact{num: int64(v), den: pointUnits} }

// Round rounds half up (towards plus infinity) to the given number of decimals, 0 to Places. The number must fit in
// a Points, as everything within an indicator's maximum does.
func (a Exact) Round(decimals int) Points {
	step := int64(1)
	for range Places - decimals {
		step *= 10
	}
	scale := int64(pointUnits) / step
	if a.big == nil {
		if v, ok := roundSmall(a.num, a.denominator(), scale); ok {
			return Points(v * step)
		}
	}
	return Points(roundBig(a.rat(), scale) * step)
}

// roundSmall is floor((2 n scale + d) / 2 d), over 128 bits in between; ok is false where that does not suffice.
func roundSmall(n, d, scale int64) (rounded int64, ok bool) {
	if n < 0 {
		return 0, false
	}
	high, low := bits.Mul64(uint64(n), uint64(2*scale))
	low, carry := bits.Add64(low, uint64(d), 0)
	high += carry
	divisor := 2 * uint64(d)
	if high >= divisor {
		return 0, false
	}
	q, _ := bits.Div64(high, low, divisor)
	return int64(q), q <= math.MaxInt64
}

func roundBig(r *big.Rat, scale int64) int64 {
	n := new(big.Int).Mul(r.Num(), big.NewInt(2*scale))
	n.Add(n, r.Denom())
	d := new(big.Int).Lsh(r.Denom(), 1)
	return n.Div(n, d).Int64() // Euclidean: floor, as d is positive
}

// Plain writes points as people say them: without the zeros at the end, 98.5 and 2.
func (v Points) Plain() string {
	return strings.TrimSuffix(strings.TrimRight(v.String(), "0"), ".")
}
