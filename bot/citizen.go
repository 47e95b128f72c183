package bot

import (
	"regexp"
	"strconv"
	"strings"

	"wanping/internal/qrcodes"
)

// The scenes of our QR codes.
const (
	SectionScene = "section-"    // and the section's number: hangs at its counter
	BindingScene = "bind-"       // and a binding code: shown to whoever issued it
	CodeScene    = qrcodes.Scene // and a section's code: what is printed for the counter
)

// scanned reads what a QR code says.
func scanned(was State, in input) (State, turn) {
	return replacing(was)(scene(was.forScan(), in))
}

// forScan forgets what the chat waited for, but for what was told of a complaint before its section was known.
func (s State) forScan() State {
	next := s.idle()
	if text := s.toldBefore(); text != "" {
		next.Case = &grievance{Text: text}
	}
	return next
}

func scene(s State, in input) (State, turn) {
	scene := strings.TrimPrefix(in.Scene, "qrscene_")
	if code, ok := strings.CutPrefix(scene, BindingScene); ok {
		return bind(s, in, code)
	}
	if text, ok := strings.CutPrefix(scene, SectionScene); ok {
		if no, err := strconv.Atoi(text); err == nil {
			return ask(s, hung{no: no})
		}
	}
	if code, ok := strings.CutPrefix(scene, CodeScene); ok && code != "" {
		return ask(s, hung{code: code})
	}
	return say(s, "这个二维码不是科室的评议码,或已停用。\n\n"+help(in.role()))
}

// postedCode is the code of a section's poster: in the link that it says, or as it is typed from the paper.
var (
	postedLink = regexp.MustCompile(`(?i)/c/([0-9a-z-]{20,24})(?:[^0-9a-z-]|$)`)
	postedCode = regexp.MustCompile(`(?i)^(?:[0-9a-z]{4}[- ]?){4}[0-9a-z]{4}$`)
)

func codeIn(text string) string {
	text = strings.TrimSpace(text)
	if m := postedLink.FindStringSubmatch(text); m != nil {
		return m[1]
	}
	return postedCode.FindString(text)
}
