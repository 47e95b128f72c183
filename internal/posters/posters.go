// Package posters prints the sheet that hangs at a section's counter: its name, its QR code, how to complain. It is read
// standing, at one metre, by people without their glasses.
package posters

import (
	_ "embed"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/signintech/gopdf"
	"golang.org/x/image/font/gofont/goregular"

	"wanping/internal/qrcodes"
	"wanping/models"
)

// Size is a poster's paper.
type Size string

// The sizes.
const (
	A4 Size = "a4"
	A5 Size = "a5"
)

//go:embed font/DroidSansFallbackFull.ttf
var font []byte // Droid Sans Fallback, Apache 2.0: font/LICENSE

// The font of Chinese has no Latin letters and digits: those are Go Regular's.
const (
	chinese = "droid"
	latin   = "go"
)

// Office is who stands behind the posters.
type Office struct {
	Name  string // "平阳县万人评议办公室"
	Phone string // "" where it has none
}

// Draw writes one PDF with a page for each code. Errors: CodeInvalid where the font lacks a character of a name.
func Draw(w io.Writer, size Size, office Office, codes []qrcodes.Issued) error {
	p, err := newPress(size, office)
	if err != nil {
		return err
	}
	for _, code := range codes {
		if err := p.page(code); err != nil {
			return fmt.Errorf("poster of section %d: %w", code.SectionNo, err)
		}
	}
	_, err = p.pdf.WriteTo(w)
	return err
}

// press draws pages. All measures are in points on A4; A5 is the same page at 1/√2.
type press struct {
	pdf     *gopdf.GoPdf
	scale   float64
	office  Office
	missing []rune
}

func newPress(size Size, office Office) (*press, error) {
	p := &press{pdf: &gopdf.GoPdf{}, scale: 1, office: office}
	paper := gopdf.PageSizeA4
	switch size {
	case A4:
	case A5:
		paper, p.scale = gopdf.PageSizeA5, gopdf.PageSizeA5.W/gopdf.PageSizeA4.W
	default:
		return nil, models.NewError(models.CodeInvalid, "海报只有A4、A5两种大小,请选择其中一种。",
			models.Field{Name: "size", Code: models.CodeInvalid, Message: "请选择 a4 或 a5。"})
	}
	p.pdf.Start(gopdf.Config{PageSize: *paper})
	p.pdf.SetInfo(gopdf.PdfInfo{Title: "科室投诉二维码海报", Creator: "wanping"})
	option := gopdf.TtfOption{OnGlyphNotFound: func(r rune) { p.missing = append(p.missing, r) }}
	return p, errors.Join(
		p.pdf.AddTTFFontDataWithOption(chinese, font, option),
		p.pdf.AddTTFFontDataWithOption(latin, goregular.TTF, option),
	)
}

// page draws one poster.
func (p *press) page(code qrcodes.Issued) error {
	p.pdf.AddPage()
	err := errors.Join(
		p.heading(),
		p.name(code.Place),
		p.code(code),
		p.steps(),
		p.foot(),
	)
	if len(p.missing) > 0 {
		return models.NewError(models.CodeInvalid, fmt.Sprintf(
			"海报字体里没有“%s”字,“%s”的海报没有生成。请核对科室和单位名称。", string(p.missing[0]), code.SectionName))
	}
	return err
}

// The page, in points on A4, from above.
const (
	pageWidth  = 595.28
	pageHeight = 841.89
	margin     = 45.0
	textWidth  = pageWidth - 2*margin

	headHeight = 104.0
	unitTop    = 116.0
	nameTop    = 147.0
	nameHeight = 90.0
	codeTop    = 236.0
	codeSide   = 304.0 // with the quiet zone
	typedTop   = 530.0
	stepsTop   = 598.0
	stepHeight = 54.0
	footTop    = 766.0
)

type ink struct{ r, g, b uint8 }

var (
	black = ink{20, 20, 20}
	grey  = ink{80, 80, 80}
	red   = ink{168, 26, 30} // dark enough to read on white, and to stay dark on a grey printer
	white = ink{255, 255, 255}
)

func (p *press) heading() error {
	p.box(0, 0, pageWidth, headHeight, red)
	return errors.Join(
		p.line("服务不满意  扫码告诉我们", pageWidth/2, 20, 42, textWidth, white, true),
		p.line("投诉 · 意见 · 建议", pageWidth/2, 72, 19, textWidth, white, false),
	)
}

// name writes the unit on one line and the section below, as large as it fits in two lines.
func (p *press) name(place qrcodes.Place) error {
	if err := p.line(place.UnitName, pageWidth/2, unitTop, 24, textWidth, grey, false); err != nil {
		return err
	}
	for size := 56.0; ; size-- {
		lines, err := p.wrap(place.SectionName, size, textWidth)
		if err != nil {
			return err
		}
		height := float64(len(lines)) * size * 1.18
		if (len(lines) > 2 || height > nameHeight) && size > 16 {
			continue
		}
		top := nameTop + (nameHeight-height)/2
		for i, text := range lines {
			if err := p.line(text, pageWidth/2, top+float64(i)*size*1.18+size*0.09, size, textWidth, black, true); err != nil {
				return err
			}
		}
		return nil
	}
}

// code draws the QR code, and below it what to type where no camera is at hand.
func (p *press) code(code qrcodes.Issued) error {
	if err := p.modules(code.Link, (pageWidth-codeSide)/2, codeTop, codeSide); err != nil {
		return err
	}
	address := strings.TrimSuffix(code.Link, code.Code)
	address = strings.TrimPrefix(strings.TrimPrefix(address, "https://"), "http://")
	return errors.Join(
		p.line("扫不了码的,用手机浏览器打开", pageWidth/2, typedTop, 15, textWidth, grey, false),
		p.line(address+qrcodes.Spoken(code.Code), pageWidth/2, typedTop+21, 21, textWidth, black, false),
	)
}

func (p *press) steps() error {
	for i, text := range []string{
		"打开微信,点“扫一扫”,扫上面的码",
		"写下遇到的事,可以附照片,不必留姓名",
		"记下投诉编号和查询码,随时查结果",
	} {
		top := stepsTop + float64(i)*stepHeight
		p.disc(margin+19, top+19, 19, red)
		if err := errors.Join(
			p.line(fmt.Sprint(i+1), margin+19, top+5, 27, 38, white, true),
			p.left(text, margin+52, top+5, 25, textWidth-52, black),
		); err != nil {
			return err
		}
	}
	return nil
}

func (p *press) foot() error {
	p.box(margin, footTop, textWidth, 1.5, red)
	office := p.office.Name
	if p.office.Phone != "" {
		office += "    电话 " + p.office.Phone
	}
	return errors.Join(
		p.line(office, pageWidth/2, footTop+11, 18, textWidth, black, false),
		p.line("您的姓名和电话,被投诉的科室和单位看不到", pageWidth/2, footTop+37, 15, textWidth, grey, false),
	)
}
