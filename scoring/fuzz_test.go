package scoring_test

import (
	"errors"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/scoring"
)

// Whatever bytes come in, a case is scored or refused with a code and a sentence, and never panics; and what is scored
// can be explained.
func FuzzCase(f *testing.F) {
	rules := load2023(f)
	for _, name := range []string{"09-final-and-ties", "21-random-final", "04-enforcement", "07-bonus"} {
		data, err := os.ReadFile("testdata/cases/" + name + ".json")
		require.NoError(f, err)
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := scoring.DecodeCase(data)
		if err == nil {
			_, err = scoring.Evaluate(rules, c.Facts, c.AsOf)
		}
		var fault *scoring.Error
		if err != nil {
			require.True(t, errors.As(err, &fault))
			require.NotEmpty(t, fault.Message)
			return
		}
		for _, s := range c.Facts.Sections[:min(1, len(c.Facts.Sections))] {
			x, err := scoring.Explain(rules, c.Facts, c.AsOf, s.No)
			require.NoError(t, err)
			requireTrue(t, x.Daily)
		}
	})
}

// A rule file never panics the loader either.
func FuzzRules(f *testing.F) {
	for _, name := range []string{exampleRulesPath, "../configs/rules/2023.yaml"} {
		data, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte("a: &x [*x]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		rules, err := scoring.ParseRules("county.yaml", data)
		var faults *scoring.RuleFileError
		if err != nil {
			require.ErrorAs(t, err, &faults)
			require.NotEmpty(t, faults.Faults)
			return
		}
		require.NotEmpty(t, rules.Hash)
	})
}

const exampleRulesPath = "../configs/" + exampleFile
