package posters

import (
	"fmt"
	"math"
	"strings"

	goqr "github.com/piglig/go-qr"
	"github.com/signintech/gopdf"
)

// quiet is the white border that a QR code needs, in modules.
const quiet = 4

// modules draws the QR code of a text with high error correction, as dark boxes, into a square with its quiet zone: sharp
// at any size, and readable with a third of it torn off or soiled.
func (p *press) modules(text string, left, top, side float64) error {
	code, err := goqr.EncodeText(text, goqr.High)
	if err != nil {
		return fmt.Errorf("draw the QR code: %w", err)
	}
	n := code.GetSize()
	module := side / float64(n+2*quiet)
	for y := range n {
		for x := 0; x < n; {
			run := 0
			for x+run < n && code.GetModule(x+run, y) {
				run++
			}
			if run == 0 {
				x++
				continue
			}
			// a hair lower than it is, so that no white line shows between rows
			p.box(left+float64(x+quiet)*module, top+float64(y+quiet)*module, float64(run)*module, module+0.05, ink{})
			x += run
		}
	}
	return nil
}

func (p *press) box(left, top, width, height float64, c ink) {
	p.pdf.SetFillColor(c.r, c.g, c.b)
	s := p.scale
	p.pdf.RectFromUpperLeftWithStyle(left*s, top*s, width*s, height*s, "F")
}

// disc draws a filled circle around a centre, as a polygon: the library has filled ones of no other kind.
func (p *press) disc(x, y, radius float64, c ink) {
	p.pdf.SetFillColor(c.r, c.g, c.b)
	const corners = 64
	points := make([]gopdf.Point, corners)
	for i := range points {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		points[i] = gopdf.Point{X: (x + radius*cos) * p.scale, Y: (y + radius*sin) * p.scale}
	}
	p.pdf.Polygon(points, "F")
}

// line writes a line around a middle, smaller where it would be wider than width.
func (p *press) line(text string, middle, top, size, width float64, c ink, bold bool) error {
	size, actual, err := p.fit(text, size, width)
	if err != nil {
		return err
	}
	return p.write(text, middle-actual/2, top, size, c, bold)
}

// left writes a line from a left edge, smaller where it would be wider than width.
func (p *press) left(text string, left, top, size, width float64, c ink) error {
	size, _, err := p.fit(text, size, width)
	if err != nil {
		return err
	}
	return p.write(text, left, top, size, c, false)
}

// fit returns the size at which a line is at most so wide, and how wide it is then.
func (p *press) fit(text string, size, width float64) (fitting, actual float64, err error) {
	if actual, err = p.measure(text, size); err != nil || actual <= width {
		return size, actual, err
	}
	fitting = size * width / actual
	return fitting, width, nil
}

func (p *press) measure(text string, size float64) (width float64, err error) {
	for _, r := range runsOf(text) {
		if err := p.pdf.SetFont(r.family, "", size*p.scale); err != nil {
			return 0, err
		}
		one, err := p.pdf.MeasureTextWidth(r.text)
		if err != nil {
			return 0, err
		}
		width += one / p.scale
	}
	return width, nil
}

// write puts a line's top left corner somewhere. The font has one weight; bold is the line drawn thrice, a hair apart.
func (p *press) write(text string, left, top, size float64, c ink, bold bool) error {
	p.pdf.SetTextColor(c.r, c.g, c.b)
	shifts := []float64{0}
	if bold {
		shifts = []float64{-size / 90, 0, size / 90}
	}
	for _, shift := range shifts {
		if err := p.stroke(text, left+shift, top+0.88*size, size); err != nil { // Text writes on the base line
			return err
		}
	}
	return nil
}

// stroke writes a line once.
func (p *press) stroke(text string, left, base, size float64) error {
	for _, r := range runsOf(text) {
		if err := p.pdf.SetFont(r.family, "", size*p.scale); err != nil {
			return err
		}
		p.pdf.SetXY(left*p.scale, base*p.scale)
		if err := p.pdf.Text(r.text); err != nil {
			return err
		}
		width, err := p.pdf.MeasureTextWidth(r.text)
		if err != nil {
			return err
		}
		left += width / p.scale
	}
	return nil
}

// run is a stretch of text in one font.
type run struct{ family, text string }

// runsOf splits a text by the font that has its characters.
func runsOf(text string) []run {
	var runs []run
	for _, r := range typeset(text) {
		family := chinese
		if r < 0x2e80 && r != '—' { // before the first Chinese radical
			family = latin
		}
		if n := len(runs); n > 0 && runs[n-1].family == family {
			runs[n-1].text += string(r)
		} else {
			runs = append(runs, run{family, string(r)})
		}
	}
	return runs
}

// wide are the marks that Chinese sets as wide as its characters. The font's comma is not among them: it stands in the
// middle, as in Taiwan.
var wide = map[rune]string{',': ", ", '(': "\uff08", ')': "\uff09", ':': "\uff1a", ';': "\uff1b", '?': "\uff1f", '!': "\uff01"}

// typeset gives the marks beside Chinese characters the width of those.
func typeset(text string) string {
	runes := []rune(text)
	var out strings.Builder
	for i, r := range runes {
		broad, known := wide[r]
		if known && (i > 0 && runes[i-1] >= 0x2e80 || i+1 < len(runes) && runes[i+1] >= 0x2e80) {
			out.WriteString(broad)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

// wrap breaks a text into lines of about one length that are at most so wide. Chinese may break anywhere but before what
// closes and behind what opens.
func (p *press) wrap(text string, size, width float64) ([]string, error) {
	whole, err := p.measure(text, size)
	if err != nil || whole <= width {
		return []string{text}, err
	}
	for n := int(math.Ceil(whole / width)); ; n++ {
		lines, ok, err := p.split([]rune(text), size, width, n)
		if err != nil || ok {
			return lines, err
		}
	}
}

// split breaks a text into n lines of about one length; false where one is too wide.
func (p *press) split(text []rune, size, width float64, n int) ([]string, bool, error) {
	var lines []string
	for ; n > 1; n-- {
		at := breakNear(text, (len(text)+n-1)/n)
		lines, text = append(lines, string(text[:at])), text[at:]
	}
	lines = append(lines, string(text))
	for _, line := range lines {
		if actual, err := p.measure(line, size); err != nil || actual > width {
			return lines, false, err
		}
	}
	return lines, true, nil
}

const (
	closing = ")》”』】、,。:;!?\uff09\uff0c\uff1a\uff1b\uff01\uff1f"
	opening = "(《“『【\uff08"
)

// breakNear finds where a text may be broken, around a place; best before a bracket that is near.
func breakNear(text []rune, place int) int {
	for _, off := range []int{0, -1, 1, -2, 2, -3, 3} {
		at := place + off
		if at > 0 && at < len(text) && strings.ContainsRune(opening, text[at]) {
			return at
		}
	}
	for _, off := range []int{0, -1, 1, -2, 2} {
		at := place + off
		if at > 0 && at < len(text) && !strings.ContainsRune(closing, text[at]) && !strings.ContainsRune(opening, text[at-1]) {
			return at
		}
	}
	return min(max(place, 1), len(text)-1)
}
