package wording_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/wording"
	"wanping/scoring"
)

// copyLexicon returns the shipped lexicon as files that a test may change.
func copyLexicon(tb testing.TB) fstest.MapFS {
	tb.Helper()
	files := fstest.MapFS{}
	names, err := fs.Glob(configs.FS, "lexicon/*.*")
	require.NoError(tb, err)
	for _, name := range names {
		data, err := fs.ReadFile(configs.FS, name)
		require.NoError(tb, err)
		files[strings.TrimPrefix(name, "lexicon/")] = &fstest.MapFile{Data: data}
	}
	return files
}

func TestNewRefusesAFaultyLexicon(t *testing.T) {
	for name, c := range map[string]struct {
		change func(fstest.MapFS)
		says   string
	}{
		"missing file":        {func(f fstest.MapFS) { delete(f, "opinion.txt") }, `"degrees"`},
		"unknown section":     {func(f fstest.MapFS) { f["more.txt"] = &fstest.MapFile{Data: []byte("[opinoins]\n好\n")} }, "more.txt:1"},
		"doubled section":     {func(f fstest.MapFS) { f["zz.txt"] = &fstest.MapFile{Data: []byte("\n[opinions]\n好\n")} }, "zz.txt:2"},
		"words of no section": {func(f fstest.MapFS) { f["more.txt"] = &fstest.MapFile{Data: []byte("好\n")} }, "more.txt:1"},
		"half a rewrite": {func(f fstest.MapFS) {
			f["suggestions.txt"].Data = append(f["suggestions.txt"].Data, "\n离婚\n"...)
			f["suggestions.txt"].Data = []byte(strings.Replace(string(f["suggestions.txt"].Data), "[first]", "[first]\n占道", 1))
		}, "占道"},
	} {
		t.Run(name, func(t *testing.T) {
			files := copyLexicon(t)
			c.change(files)
			_, err := wording.New(files, rulesOf2023(t))
			require.ErrorContains(t, err, c.says)
		})
	}
}

func TestNewRefusesRulesThatAllowNoItem(t *testing.T) {
	_, err := wording.New(copyLexicon(t), scoring.WordingRules{})
	require.ErrorContains(t, err, "at least 1")
}

func TestLexiconIsDataOfTheCounty(t *testing.T) {
	files := copyLexicon(t)
	rules := rulesOf2023(t)
	rules.MaxLength, rules.CanInsist["private"] = 12, false
	files["people.txt"].Data = []byte(strings.Replace(string(files["people.txt"].Data), "[kinship]", "[kinship]\n阿太", 1))
	checker, err := wording.New(files, rules)
	require.NoError(t, err)

	require.True(t, newChecker(t).Check("阿太回访").OK)
	require.Equal(t, []wording.Code{wording.Kinship}, codesOf(checker.Check("阿太回访")))
	require.True(t, checker.Check("城乡居民养老保险参保登记").OK, "twelve characters")
	require.False(t, checker.Insistable(wording.Private))
}

// TestInsisting holds D22: numbers are refused for good, everything else can be insisted on.
func TestInsisting(t *testing.T) {
	checker := newChecker(t)
	for _, code := range []wording.Code{
		wording.TooLong, wording.PersonName, wording.Kinship, wording.Organisation, wording.Address, wording.Opinion, wording.Private, wording.Verbose,
	} {
		require.True(t, checker.Insistable(code), code)
	}
	require.False(t, checker.Insistable(wording.Contact))
	require.False(t, checker.Insistable(wording.Unreadable))
}
