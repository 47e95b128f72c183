package app

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"strings"

	"wanping/configs"
	"wanping/internal/wording"
)

// maxLintLine is how much of a line lint keeps, in bytes. The rest of a longer one is read and dropped: a wording of
// this length is refused whatever follows.
const maxLintLine = 16 << 10

type lintCmd struct{}

// lintLine is what lint prints for one line. Text is the line as it was given, with bytes that are not UTF-8 replaced.
type lintLine struct {
	Text     string            `json:"text"`
	OK       bool              `json:"ok"`
	Findings []wording.Finding `json:"findings"`
}

// Run judges every line of standard input and prints one JSON object for each.
func (lintCmd) Run(streams IO) error {
	lexicon, err := fs.Sub(configs.FS, "lexicon")
	if err != nil {
		return err
	}
	rules, err := theRules()
	if err != nil {
		return err
	}
	checker, err := wording.New(lexicon, rules.WordingOn(rules.InForce.From))
	if err != nil {
		return err
	}
	return lint(checker, streams.In, streams.Out)
}

// lint answers each line before it waits for more input, so that it can be talked to.
func lint(checker *wording.Checker, in io.Reader, out io.Writer) error {
	r, w := bufio.NewReader(in), bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for {
		line, err := readLine(r)
		if errors.Is(err, io.EOF) {
			return w.Flush()
		}
		if err != nil {
			return errors.Join(err, w.Flush())
		}
		res := checker.Check(line)
		if err := enc.Encode(lintLine{Text: strings.ToValidUTF8(line, "\uFFFD"), OK: res.OK, Findings: res.Findings}); err != nil {
			return err
		}
		if r.Buffered() == 0 {
			if err := w.Flush(); err != nil {
				return err
			}
		}
	}
}

// readLine reads one line without its end and keeps at most maxLintLine bytes of it. It returns io.EOF where nothing is
// left; a last line without an end is a line.
func readLine(r *bufio.Reader) (string, error) {
	var kept []byte
	for read := false; ; read = true {
		part, err := r.ReadSlice('\n')
		kept = append(kept, part[:min(len(part), maxLintLine-len(kept))]...)
		switch {
		case err == nil || errors.Is(err, io.EOF) && (read || len(part) > 0):
			return strings.TrimSuffix(strings.TrimSuffix(string(kept), "\n"), "\r"), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return "", err
		}
	}
}
