package scoring_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/scoring"
)

// exampleFile is the invented county's rule file, from which the faulty ones are made.
const exampleFile = "rules/example-county.yaml"

// badFile is one fixture of testdata/bad: what to replace in the example, and the fault that follows.
type badFile struct {
	find, put, kind, words string
	offset                 int // of the fault's line from the first line replaced; below -100: line 1
}

func readBadFile(t *testing.T, name string) badFile {
	t.Helper()
	data, err := os.ReadFile(name)
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(data), "-- find --\n")
	find, rest, _ := strings.Cut(rest, "\n-- put --\n")
	put, want, ok := strings.Cut(rest, "\n-- want --\n")
	require.True(t, ok, "%s lacks a part", name)
	b := badFile{find: find, put: put}
	_, err = fmt.Sscanf(want, "%s %d", &b.kind, &b.offset)
	require.NoError(t, err)
	fields := strings.SplitN(strings.TrimSpace(want), " ", 3)
	b.words = fields[2]
	return b
}

func TestEveryFaultIsFoundWithFileAndLine(t *testing.T) {
	example, err := fs.ReadFile(configs.FS, exampleFile)
	require.NoError(t, err)
	files, err := filepath.Glob(filepath.Join("testdata", "bad", "*.txt"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			b := readBadFile(t, name)
			before, _, found := strings.Cut(string(example), b.find)
			require.True(t, found, "the example no longer holds what this fixture replaces")
			line := max(1, strings.Count(before, "\n")+1+b.offset)

			_, err := scoring.ParseRules("county.yaml", []byte(strings.Replace(string(example), b.find, b.put, 1)))

			var faults *scoring.RuleFileError
			require.ErrorAs(t, err, &faults)
			require.Contains(t, kindsAndLines(faults), fmt.Sprintf("%s:%d", b.kind, line), "%v", err)
			require.Contains(t, err.Error(), b.words)
			require.Contains(t, err.Error(), fmt.Sprintf("county.yaml:%d: ", line))
		})
	}
}

func kindsAndLines(e *scoring.RuleFileError) []string {
	var out []string
	for _, f := range e.Faults {
		out = append(out, fmt.Sprintf("%s:%d", f.Kind, f.Line))
	}
	return out
}

// Every kind of fault that the loader knows has a fixture.
func TestEveryKindOfFaultHasAFixture(t *testing.T) {
	kinds := []scoring.FaultKind{
		scoring.FaultSyntax, scoring.FaultUnknownKey, scoring.FaultDuplicateKey, scoring.FaultMissingKey,
		scoring.FaultWrongType, scoring.FaultBadDay, scoring.FaultBadNumber, scoring.FaultBadValue,
		scoring.FaultDuplicateID, scoring.FaultDangling, scoring.FaultGap, scoring.FaultOverlap,
		scoring.FaultUnknownFormula, scoring.FaultUnknownReading,
	}
	files, err := filepath.Glob(filepath.Join("testdata", "bad", "*.txt"))
	require.NoError(t, err)
	shown := map[string]bool{}
	for _, name := range files {
		shown[readBadFile(t, name).kind] = true
	}
	for _, kind := range kinds {
		require.True(t, shown[string(kind)], "no fixture shows %s", kind)
	}
}

func TestAllFaultsOfAFileAreToldAtOnceByLine(t *testing.T) {
	example, err := fs.ReadFile(configs.FS, exampleFile)
	require.NoError(t, err)
	text := strings.Replace(string(example), `points: "0.4"`, `points: "x"`, 1)
	text = strings.Replace(text, "format: 1", "format: 9", 1)
	_, err = scoring.ParseRules("county.yaml", []byte(text))
	var faults *scoring.RuleFileError
	require.ErrorAs(t, err, &faults)
	require.Len(t, faults.Faults, 2)
	require.Less(t, faults.Faults[0].Line, faults.Faults[1].Line)
}

func TestAnEmptyOrMissingFileIsAFault(t *testing.T) {
	_, err := scoring.ParseRules("county.yaml", nil)
	require.ErrorContains(t, err, "county.yaml:1: ")
	_, err = scoring.LoadRules(configs.FS, "rules/1999.yaml")
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func TestTheHashFollowsTheFile(t *testing.T) {
	example, err := fs.ReadFile(configs.FS, exampleFile)
	require.NoError(t, err)
	one, err := scoring.ParseRules("a.yaml", example)
	require.NoError(t, err)
	same, err := scoring.ParseRules("b.yaml", example)
	require.NoError(t, err)
	other, err := scoring.ParseRules("a.yaml", append(example, "# 一句话\n"...))
	require.NoError(t, err)
	require.Regexp(t, `^sha256:[0-9a-f]{64}$`, one.Hash)
	require.Equal(t, one.Hash, same.Hash)
	require.NotEqual(t, one.Hash, other.Hash)
}
