package scoring

import (
	"cmp"
	"errors"
	"math"
	"math/big"
	"math/bits"
	"strings"
)

// Exact is an exact rational number. Its zero value is 0. While numerator and denominator fit in 64 bits it is a pair
// of integers; beyond that it is a big.Rat that is never changed once made. It is a value: copy it freely, but compare
// it with Cmp, never with ==.
type Exact struct {
	num, den int64 // den 0 means 1, so that the zero value is 0
	big      *big.Rat
}

// MaxDecimal is the longest text, in bytes, that ParseDecimal takes.
const MaxDecimal = 30

// ErrDecimal is returned for text that is no decimal of the form -?[0-9]+(\.[0-9]+)? with at most MaxDecimal bytes.
var ErrDecimal = errors.New("not a decimal such as 4.25")

// Whole returns n.
func Whole(n int64) Exact {
	if n == math.MinInt64 { // its negation would not fit
		return Exact{big: new(big.Rat).SetInt64(n)}
	}
	return Exact{num: n, den: 1}
}

// FromRat returns r, in small form where it fits.
func FromRat(r *big.Rat) Exact {
	if r.Num().IsInt64() && r.Denom().IsInt64() && r.Num().Int64() != math.MinInt64 {
		return Exact{num: r.Num().Int64(), den: r.Denom().Int64()}
	}
	return Exact{big: r}
}

// ParseDecimal reads a decimal by its value: "4.20" is 4.2. It returns ErrDecimal for anything else.
func ParseDecimal(s string) (Exact, error) {
	if !isDecimal(s) {
		return Exact{}, ErrDecimal
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return Exact{}, ErrDecimal
	}
	return FromRat(r), nil
}

func isDecimal(s string) bool {
	if len(s) > MaxDecimal {
		return false
	}
	whole, fraction, pointed := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	return allDigits(whole) && (!pointed || allDigits(fraction))
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// Rat returns a copy as a big.Rat.
func (a Exact) Rat() *big.Rat {
	if a.big != nil {
		return new(big.Rat).Set(a.big)
	}
	return big.NewRat(a.num, a.denominator())
}

// rat returns a big.Rat that must not be changed.
func (a Exact) rat() *big.Rat {
	if a.big != nil {
		return a.big
	}
	return big.NewRat(a.num, a.denominator())
}

func (a Exact) denominator() int64 {
	if a.den == 0 {
		return 1
	}
	return a.den
}

// Sign is -1, 0 or 1.
func (a Exact) Sign() int {
	if a.big != nil {
		return a.big.Sign()
	}
	return cmp.Compare(a.num, 0)
}

// Neg returns -a.
func (a Exact) Neg() Exact {
	if a.big != nil {
		return FromRat(new(big.Rat).Neg(a.big))
	}
	return Exact{num: -a.num, den: a.den}
}

// Add returns a + b.
func (a Exact) Add(b Exact) Exact {
	if a.big == nil && b.big == nil {
		if b.num == 0 {
			return a
		}
		if a.num == 0 {
			return b
		}
		if sum, ok := addSmall(a, b); ok {
			return sum
		}
	}
	return FromRat(new(big.Rat).Add(a.rat(), b.rat()))
}

// Sub returns a - b.
func (a Exact) Sub(b Exact) Exact { return a.Add(b.Neg()) }

func addSmall(a, b Exact) (Exact, bool) {
	ad, bd := a.denominator(), b.denominator()
	if ad == bd {
		n, ok := addInt(a.num, b.num)
		return Exact{num: n, den: ad}, ok
	}
	g := gcd(ad, bd)
	x, ok1 := mulInt(a.num, bd/g)
	y, ok2 := mulInt(b.num, ad/g)
	d, ok3 := mulInt(ad, bd/g)
	n, ok4 := addInt(x, y)
	return Exact{num: n, den: d}, ok1 && ok2 && ok3 && ok4
}

// Mul returns a x b.
func (a Exact) Mul(b Exact) Exact {
	if a.big == nil && b.big == nil {
		if p, ok := mulSmall(a.num, a.denominator(), b.num, b.denominator()); ok {
			return p
		}
	}
	return FromRat(new(big.Rat).Mul(a.rat(), b.rat()))
}

// Quo returns a / b. b must not be 0: callers divide by counts that they have checked.
func (a Exact) Quo(b Exact) Exact {
	if a.big == nil && b.big == nil && b.num > 0 {
		if q, ok := mulSmall(a.num, a.denominator(), b.denominator(), b.num); ok {
			return q
		}
	}
	return FromRat(new(big.Rat).Quo(a.rat(), b.rat()))
}

// mulSmall multiplies two fractions with positive denominators, reducing crosswise where the product would be long.
func mulSmall(an, ad, bn, bd int64) (Exact, bool) {
	if fits32(an) && fits32(ad) && fits32(bn) && fits32(bd) { // as mostly, and to reduce takes longer
		return Exact{num: an * bn, den: ad * bd}, true
	}
	if g := gcd(abs(an), bd); g > 1 {
		an, bd = an/g, bd/g
	}
	if g := gcd(abs(bn), ad); g > 1 {
		bn, ad = bn/g, ad/g
	}
	n, ok1 := mulInt(an, bn)
	d, ok2 := mulInt(ad, bd)
	return Exact{num: n, den: d}, ok1 && ok2
}

// fits32 tells whether a number fits 32 bits, so that the product of two fits 64.
func fits32(n int64) bool { return n == int64(int32(n)) }

// Cmp is -1, 0 or 1 as a is below, equal to or above b.
func (a Exact) Cmp(b Exact) int {
	if a.big == nil && b.big == nil {
		if ad, bd := a.denominator(), b.denominator(); ad == bd || b.num == 0 {
			return cmp.Compare(a.num, b.num)
		} else if x, ok := mulInt(a.num, bd); ok {
			if y, ok := mulInt(b.num, ad); ok {
				return cmp.Compare(x, y)
			}
		}
	}
	return a.rat().Cmp(b.rat())
}

// Min returns the lesser of a and b.
func (a Exact) Min(b Exact) Exact {
	if a.Cmp(b) <= 0 {
		return a
	}
	return b
}

// Max returns the greater of a and b.
func (a Exact) Max(b Exact) Exact {
	if a.Cmp(b) >= 0 {
		return a
	}
	return b
}

// Clamp returns a held within 0 and top.
func (a Exact) Clamp(top Exact) Exact { return a.Max(Exact{}).Min(top) }

// IsMultipleOf tells whether a is a whole number of steps; step must not be 0.
func (a Exact) IsMultipleOf(step Exact) bool { return a.Quo(step).rat().IsInt() }

// String returns the decimal where it has one within 10 places, and the fraction otherwise.
func (a Exact) String() string {
	r := a.rat()
	s := r.FloatString(10)
	if back, ok := new(big.Rat).SetString(s); !ok || back.Cmp(r) != 0 {
		return r.RatString()
	}
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// MarshalText makes an exact number a JSON string, as String writes it.
func (a Exact) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// addInt and mulInt refuse what does not fit, and the least integer, whose negation does not.
func addInt(a, b int64) (int64, bool) {
	s := a + b
	return s, (s > a) == (b > 0) && s != math.MinInt64
}

func mulInt(a, b int64) (int64, bool) {
	if a == 0 || b == 0 {
		return 0, true
	}
	hi, lo := bits.Mul64(uint64(abs(a)), uint64(abs(b)))
	if hi != 0 || lo > math.MaxInt64 {
		return 0, false
	}
	if (a < 0) != (b < 0) {
		return -int64(lo), true
	}
	return int64(lo), true
}

// gcd of two numbers that are not negative (binary, as division is slow).
func gcd(a, b int64) int64 {
	if a == 1 || b == 1 {
		return 1
	}
	if a == 0 || b == 0 {
		return a | b
	}
	shift := bits.TrailingZeros64(uint64(a | b))
	a >>= bits.TrailingZeros64(uint64(a))
	for b != 0 {
		b >>= bits.TrailingZeros64(uint64(b))
		if a > b {
			a, b = b, a
		}
		b -= a
	}
	return a << shift
}

// abs of a number that is never the least integer: Whole, FromRat and addInt keep that out.
func abs(n int64) int64 {
	if n < 0 {
		return -n
	}
	return n
}
