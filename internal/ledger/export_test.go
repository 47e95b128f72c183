package ledger_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/ledger"
	"wanping/models"
)

const independent = "../../e2e/ledger/verify_ledger.py"

func (f *fixture) export(tb testing.TB) string {
	tb.Helper()
	var out bytes.Buffer
	require.NoError(tb, f.Export(tb.Context(), &out))
	return out.String()
}

func TestExportVerifiesAlone(t *testing.T) {
	onEachEngine(t, func(t *testing.T, f *fixture) {
		head := filled(t, f)
		text := f.export(t)
		report, err := ledger.VerifyExport(strings.NewReader(text), &head)
		require.NoError(t, err)
		require.Nil(t, report.Flaw)
		require.Equal(t, int64(8), report.Entries)
		require.Equal(t, 2, report.Heads)
		require.NotContains(t, text, "张小明", "a reason never leaves with the export")
	})
}

func TestEmptyExportVerifies(t *testing.T) {
	f := newFixture(t, models.SQLite)
	report, err := ledger.VerifyExport(strings.NewReader(f.export(t)), nil)
	require.NoError(t, err)
	require.Nil(t, report.Flaw)
}

// damaged is an export with one thing wrong with it, and a head held outside where one is needed to see it.
type damaged struct {
	text string
	head *ledger.Head
}

// damages spoils an export in every way that we know, at random places.
func damages(r *rand.Rand, whole string, head ledger.Head, rebuilt string) damaged {
	lines := strings.SplitAfter(strings.TrimSuffix(whole, "\n"), "\n")
	lines[len(lines)-1] += "\n"
	pick := func() int { return r.IntN(len(lines)) }
	switch r.IntN(9) {
	case 8: // a signed head is missing
		i := slices.IndexFunc(lines, func(l string) bool { return strings.HasPrefix(l, "head\t") }) + r.IntN(2)
		return damaged{text: strings.Join(append(lines[:i:i], lines[i+1:]...), "")}
	case 0: // a line is missing
		i := pick()
		return damaged{text: strings.Join(append(lines[:i:i], lines[i+1:]...), "")}
	case 1: // two lines change places
		i, j := pick(), pick()
		lines[i], lines[j] = lines[j], lines[i]
		return damaged{text: strings.Join(lines, "")}
	case 2: // a line stands twice
		i := pick()
		return damaged{text: strings.Join(append(lines[:i:i], append([]string{lines[i]}, lines[i:]...)...), "")}
	case 3: // the file ends early
		return damaged{text: whole[:r.IntN(len(whole))]}
	case 4: // a chain that was built anew, against a head held outside
		return damaged{text: rebuilt, head: &head}
	case 5: // a bit flips in a cell of an entry
		i := pick()
		cells := strings.Split(lines[i], "\t")
		j := r.IntN(len(cells))
		cells[j] = flipBit(r, cells[j])
		lines[i] = strings.Join(cells, "\t")
		return damaged{text: strings.Join(lines, ""), head: &head}
	default: // a bit flips anywhere
		return damaged{text: flipBit(r, whole)}
	}
}

func flipBit(r *rand.Rand, text string) string {
	if text == "" {
		return "0"
	}
	out := []byte(text)
	out[r.IntN(len(out))] ^= 1 << r.IntN(8)
	return string(out)
}

// rebuilt is another chain of the same length under the same key, sound in itself.
func rebuilt(tb testing.TB, like *fixture) string {
	f := newFixture(tb, models.SQLite)
	for range 6 {
		f.post(tb, deduction(8))
	}
	_, err := f.SignHead(tb.Context(), like.signer)
	require.NoError(tb, err)
	return f.export(tb)
}

// The program and a verifier that shares no code with it say the same of 1,000 damaged ledgers.
func TestIndependentVerifierAgrees(t *testing.T) {
	f := newFixture(t, models.SQLite)
	head := filled(t, f)
	whole, other := f.export(t), rebuilt(t, f)
	r := rand.New(rand.NewPCG(2023, 927))
	folder := t.TempDir()
	var want []*ledger.Flaw
	for i := range 1000 {
		d := damages(r, whole, head, other)
		name := fmt.Sprintf("%04d", i)
		require.NoError(t, os.WriteFile(filepath.Join(folder, name+".ledger"), []byte(d.text), 0o600))
		if d.head != nil {
			require.NoError(t, os.WriteFile(filepath.Join(folder, name+".head"), []byte(d.head.Text()), 0o600))
		}
		report, err := ledger.VerifyExport(strings.NewReader(d.text), d.head)
		require.NoError(t, err)
		want = append(want, legible(report.Flaw))
	}
	out, err := exec.Command("python3", independent, "--batch", folder).CombinedOutput()
	require.NoError(t, err, string(out))
	got := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	require.Len(t, got, len(want))
	found := 0
	for i := range want {
		require.Equal(t, want[i], said(t, got[i], fmt.Sprintf("%04d", i)))
		if want[i] != nil {
			found++
		}
	}
	require.Greater(t, found, 970, "what is not seen is no damage: a line that changes places with itself, or a key that stands twice")
}

// said reads a line of the independent verifier. Bytes that are no text are left out on both sides.
func said(t *testing.T, line, name string) *ledger.Flaw {
	t.Helper()
	text, ok := strings.CutPrefix(line, name+"\t")
	require.True(t, ok, line)
	var flaw *ledger.Flaw
	require.NoError(t, json.Unmarshal([]byte(text), &flaw), line)
	return legible(flaw)
}

func legible(flaw *ledger.Flaw) *ledger.Flaw {
	if flaw == nil {
		return nil
	}
	clean := func(s string) string { return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\ufffd", "") }
	return &ledger.Flaw{Entry: flaw.Entry, Field: flaw.Field, Expected: clean(flaw.Expected), Found: clean(flaw.Found)}
}

func TestHeadVerifiesWithOpenssl(t *testing.T) {
	f := newFixture(t, models.SQLite)
	head := filled(t, f)
	folder := t.TempDir()
	write := func(name string, data []byte) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, data, 0o600))
		return path
	}
	pem, err := f.signer.Public().PEM()
	require.NoError(t, err)
	signature, err := hex.DecodeString(head.Signature)
	require.NoError(t, err)
	verify := func(message string) string {
		out, _ := exec.Command("openssl", "pkeyutl", "-verify", "-pubin", "-inkey", write("key.pem", []byte(pem)), "-rawin", "-digest", "sm3",
			"-pkeyopt", "distid:1234567812345678", "-in", write("message", []byte(message)), "-sigfile", write("signature", signature)).CombinedOutput()
		return string(out)
	}
	require.Contains(t, verify(head.Message()), "Verified Successfully")
	require.NotContains(t, verify(strings.Replace(head.Message(), "seq: 4", "seq: 5", 1)), "Verified Successfully")
}

func TestHeadText(t *testing.T) {
	f := newFixture(t, models.SQLite)
	head := filled(t, f)
	parsed, err := ledger.ParseHead(head.Text())
	require.NoError(t, err)
	require.Equal(t, head, parsed)
	require.Equal(t, "2023-09-27T09:00:00.000+08:00", head.At)
	image, err := head.QR()
	require.NoError(t, err)
	require.Contains(t, string(image), "<svg")
	for name, text := range map[string]string{
		"empty": "", "another file": "hello\n", "a line missing": strings.Replace(head.Text(), "key: ", "", 1),
		"a number with a zero before": strings.Replace(head.Text(), "seq: 4", "seq: 04", 1),
	} {
		_, err := ledger.ParseHead(text)
		require.ErrorIs(t, err, ledger.ErrNotAHead, name)
	}
}

func TestSignedOnceADay(t *testing.T) {
	f := newFixture(t, models.SQLite)
	_, signed, err := f.SignDaily(t.Context(), f.signer)
	require.NoError(t, err)
	require.True(t, signed)
	_, signed, err = f.SignDaily(t.Context(), f.signer)
	require.NoError(t, err)
	require.False(t, signed)
	f.clock.Set(start.AddDate(0, 0, 1))
	_, signed, err = f.SignDaily(t.Context(), f.signer)
	require.NoError(t, err)
	require.True(t, signed)
}
