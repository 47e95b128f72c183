package scoring_test

import (
	"encoding/json"
	"math"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"wanping/scoring"
)

// drawRat draws a rational that is sometimes small, sometimes at the end of 64 bits and sometimes far beyond.
func drawRat(t *rapid.T, label string) *big.Rat {
	n := rapid.OneOf(rapid.Int64Range(-100, 100), rapid.Int64()).Draw(t, label+" numerator")
	d := rapid.OneOf(rapid.Int64Range(1, 100), rapid.Int64Range(1, math.MaxInt64)).Draw(t, label+" denominator")
	r := big.NewRat(n, d)
	if rapid.IntRange(0, 4).Draw(t, label+" long") == 0 {
		r.Mul(r, r)
	}
	return r
}

// Whatever the sizes, the results are those of big.Rat.
func TestArithmeticIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y := drawRat(t, "x"), drawRat(t, "y")
		a, b := scoring.FromRat(x), scoring.FromRat(y)
		same := func(want *big.Rat, got scoring.Exact) {
			require.Zero(t, want.Cmp(got.Rat()), "want %s, got %s", want.RatString(), got.Rat().RatString())
		}
		same(new(big.Rat).Add(x, y), a.Add(b))
		same(new(big.Rat).Sub(x, y), a.Sub(b))
		same(new(big.Rat).Mul(x, y), a.Mul(b))
		if y.Sign() != 0 {
			same(new(big.Rat).Quo(x, y), a.Quo(b))
			require.Equal(t, new(big.Rat).Quo(x, y).IsInt(), a.IsMultipleOf(b))
		}
		require.Equal(t, x.Cmp(y), a.Cmp(b))
		require.Equal(t, x.Sign(), a.Sign())
		same(new(big.Rat).Neg(x), a.Neg())
	})
}

func TestSumAndMeanOfManyAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := new(big.Rat)
		var numbers []scoring.Exact
		for range rapid.IntRange(0, 30).Draw(t, "n") {
			x := drawRat(t, "x")
			want.Add(want, x)
			numbers = append(numbers, scoring.FromRat(x))
		}
		require.Zero(t, want.Cmp(scoring.Sum(numbers).Rat()))
		if n := int64(len(numbers)); n > 0 {
			want.Quo(want, big.NewRat(n, 1))
		}
		require.Zero(t, want.Cmp(scoring.Mean(numbers).Rat()))
	})
}

// Settling by the bracket's ends gives what the long fraction itself gives.
func TestBracketSettlesAsTheNumberItself(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 30_000_000_000_000).Draw(t, "n")
		x := new(big.Rat).Add(big.NewRat(n, 1_000_000_000_000), big.NewRat(1, math.MaxInt64))
		long := scoring.FromRat(x.Add(x, big.NewRat(1, math.MaxInt64-1)))
		own := scoring.FromRat(big.NewRat(rapid.Int64Range(-20, 20).Draw(t, "own"), 7))
		f := func(v scoring.Exact) scoring.Points { return v.Add(own).Clamp(scoring.Whole(30)).Round(4) }
		require.Equal(t, f(long), scoring.Enclose(long).Settle(f))
		require.Zero(t, long.Cmp(scoring.Enclose(long).Exact()))
	})
}

func TestParseDecimal(t *testing.T) {
	for text, want := range map[string]string{
		"4.20": "4.2", "00012.50": "12.5", "-0": "0", "-0.0": "0", "-3": "-3", "0.1": "0.1",
		"999999999999999999999999999999": "999999999999999999999999999999",
	} {
		v, err := scoring.ParseDecimal(text)
		require.NoError(t, err, text)
		require.Equal(t, want, v.String(), text)
	}
	for _, text := range []string{"", "-", ".", "1.", ".5", "+1", "1e2", "1_0", "0x1", " 1", "1 ", "1/2", "NaN", "Inf", "\uff11", "0.00000000000000000000000000000"} {
		_, err := scoring.ParseDecimal(text)
		require.ErrorIs(t, err, scoring.ErrDecimal, text)
	}
}

func TestRoundIsHalfUp(t *testing.T) {
	for _, c := range []struct {
		text     string
		decimals int
		want     string
	}{
		{"0.00005", 4, "0.0001"}, {"0.00004999", 4, "0.0000"}, {"26.88", 4, "26.8800"}, {"2.5", 0, "3.0000"},
		{"-0.00005", 4, "0.0000"}, {"-0.00006", 4, "-0.0001"}, {"1.25", 1, "1.3000"},
		{"0.0000499999999999999999999999", 4, "0.0000"}, {"12345678901.00005", 4, "12345678901.0001"},
	} {
		v, err := scoring.ParseDecimal(c.text)
		require.NoError(t, err)
		require.Equal(t, c.want, v.Round(c.decimals).String(), c.text)
	}
}

// Rounding is floor(x + 1/2) of the scaled number, whatever the sizes.
func TestRoundIsExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, d := rapid.Int64Range(-1_000_000_000_000, 1_000_000_000_000).Draw(t, "n"), rapid.Int64Range(1, math.MaxInt64).Draw(t, "d")
		x := big.NewRat(n, d)
		x.Mul(x, big.NewRat(rapid.Int64Range(1, 1000).Draw(t, "times"), 1))
		decimals := rapid.IntRange(0, scoring.Places).Draw(t, "decimals")
		step := int64(math.Pow10(scoring.Places - decimals))
		scaled := new(big.Rat).Mul(x, big.NewRat(10_000/step, 1))
		scaled.Add(scaled, big.NewRat(1, 2))
		want := new(big.Int).Div(scaled.Num(), scaled.Denom()).Int64() * step
		require.Equal(t, scoring.Points(want), scoring.FromRat(x).Round(decimals))
	})
}

func TestZeroValueIsZero(t *testing.T) {
	var zero scoring.Exact
	require.Equal(t, "0", zero.String())
	require.Equal(t, "0.0000", zero.Round(4).String())
	require.Zero(t, zero.Add(scoring.Whole(2)).Cmp(scoring.Whole(2)))
	require.Zero(t, zero.Mul(scoring.Whole(2)).Sign())
	require.Zero(t, scoring.Whole(math.MinInt64).Neg().Cmp(scoring.FromRat(new(big.Rat).Neg(new(big.Rat).SetInt64(math.MinInt64)))))
}

func TestValueIsAStringOnTheWire(t *testing.T) {
	text, err := json.Marshal(map[string]scoring.Points{"score": 268_800})
	require.NoError(t, err)
	require.Equal(t, `{"score":"26.8800"}`, string(text))
	require.Zero(t, scoring.Points(268_800).Exact().Cmp(scoring.Whole(2688).Quo(scoring.Whole(100))))
}

func TestExactIsAStringOnTheWire(t *testing.T) {
	text, err := json.Marshal([]scoring.Exact{scoring.Whole(5).Quo(scoring.Whole(2)), scoring.Whole(1).Quo(scoring.Whole(3))})
	require.NoError(t, err)
	require.Equal(t, `["2.5","1/3"]`, string(text))
}

func TestLongFractionsPrintAsFractions(t *testing.T) {
	require.Equal(t, "1/3", scoring.Whole(1).Quo(scoring.Whole(3)).String())
}
