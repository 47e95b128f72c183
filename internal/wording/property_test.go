package wording_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"wanping/internal/wording"
)

// texts draws what people and machines may hand in: pieces of real items joined, and anything at all.
func texts(tb testing.TB) *rapid.Generator[string] {
	pieces := []string{"", "为", "给", "XX", "××", "张某某", "王小明", "儿子", "有限公司", "办理", "咨询", "非常满意", ",", "。", "１３８", "0000", "１２３４", "一三八", "😀", "\u200b", "\ufeff", "\xff", " ", "\t", "平阳县", "路12号", "病", "已", "了"}
	for _, i := range allItems(tb) {
		pieces = append(pieces, i.text)
	}
	joined := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 4).Draw(t, "pieces"), "")
	})
	return rapid.OneOf(joined, rapid.String(), rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
}

func TestSuggestionsPass(t *testing.T) {
	checker, gen := newChecker(t), texts(t)
	rapid.Check(t, func(t *rapid.T) {
		for _, f := range checker.Check(gen.Draw(t, "text")).Findings {
			if f.Suggestion == "" {
				continue
			}
			res := checker.Check(f.Suggestion)
			require.True(t, res.OK, f.Suggestion)
			require.Equal(t, f.Suggestion, res.Text)
		}
	})
}

func TestEveryItemOfTheCorporaHasSoundSuggestions(t *testing.T) {
	checker := newChecker(t)
	for _, i := range allItems(t) {
		for _, f := range checker.Check(i.text).Findings {
			require.True(t, f.Suggestion == "" || checker.Check(f.Suggestion).OK, f.Suggestion)
		}
	}
}

func TestNormaliseTwiceIsNormaliseOnce(t *testing.T) {
	gen := texts(t)
	rapid.Check(t, func(t *rapid.T) {
		once := wording.Normalise(gen.Draw(t, "text"))
		require.Equal(t, once, wording.Normalise(once))
		require.True(t, utf8.ValidString(once))
	})
}

func TestResultsAreWhole(t *testing.T) {
	checker, gen := newChecker(t), texts(t)
	rapid.Check(t, func(t *rapid.T) {
		text := gen.Draw(t, "text")
		res := checker.Check(text)
		require.Equal(t, wording.Normalise(text), res.Text)
		require.NotNil(t, res.Findings)
		require.Equal(t, len(res.Findings) == 0, res.OK)
		seen := map[wording.Code]bool{}
		for _, f := range res.Findings {
			require.NotEmpty(t, f.Message)
			require.False(t, seen[f.Code], "%s stands twice", f.Code)
			seen[f.Code] = true
		}
	})
}

func TestApprovedItemsAlwaysPass(t *testing.T) {
	checker, gen := newChecker(t), texts(t)
	rapid.Check(t, func(t *rapid.T) {
		text := gen.Draw(t, "text")
		approving := checker.Approving(func(s string) bool { return s == wording.Normalise(text) })
		require.Equal(t, wording.Normalise(text) != "", approving.Check(text).OK)
	})
}

func TestSpellingOfATextChangesNothing(t *testing.T) {
	checker := newChecker(t)
	for _, i := range allItems(t) {
		wide := strings.Map(func(c rune) rune {
			if c > ' ' && c < 0x7F {
				return c + 0xFEE0
			}
			return c
		}, i.text)
		require.Equal(t, checker.Check(i.text), checker.Check("\ufeff "+wide+"。\u200b😀"), i.text)
	}
}

func FuzzCheck(f *testing.F) {
	for _, i := range allItems(f) {
		f.Add(i.text)
	}
	f.Add("\xff\xfe")
	f.Add(strings.Repeat("为", 5000))
	checker := newChecker(f)
	f.Fuzz(func(t *testing.T, text string) {
		res := checker.Check(text)
		for _, finding := range res.Findings {
			if finding.Suggestion != "" && !checker.Check(finding.Suggestion).OK {
				t.Fatalf("suggestion %q for %q does not pass", finding.Suggestion, text)
			}
		}
		if wording.Normalise(res.Text) != res.Text {
			t.Fatalf("%q is not normal", res.Text)
		}
	})
}

// BenchmarkCheck judges the corpora, good and bad texts with their suggestions.
func BenchmarkCheck(b *testing.B) {
	checker, items := newChecker(b), allItems(b)
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		checker.Check(items[n%len(items)].text)
		n++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
}

// BenchmarkCheckGood judges good texts alone, as most are.
func BenchmarkCheckGood(b *testing.B) {
	checker := newChecker(b)
	var good []string
	for _, i := range allItems(b) {
		if i.good() {
			good = append(good, i.text)
		}
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		checker.Check(good[n%len(good)])
		n++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
}

// BenchmarkNew loads the lexicon; its B/op is what loading allocates, most of it kept.
func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		newChecker(b)
	}
}
