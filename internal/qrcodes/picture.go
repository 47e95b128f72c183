package qrcodes

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	goqr "github.com/piglig/go-qr"

	"wanping/models"
)

// The kinds of picture.
const (
	KindLink     = "link"
	KindOfficial = "official"
	KindMini     = "mini"
)

// Scene is what a code of the official account carries; bot reads it. A code of the mini-program carries the code alone:
// its scene holds 32 characters.
const Scene = "code-"

// Picture is a section's code drawn.
type Picture struct {
	Type string // image/png or image/jpeg
	Data []byte
}

const (
	moduleSize = 12 // pixels: some 60 mm at 300 dpi
	quietZone  = 4  // modules
)

// Picture draws a section's living code: of the page, of the official account or of the mini-program.
// Errors: those of Of; CodeNotFound where the county has no such app; CodeUnavailable where WeChat does not answer.
func (c *Codes) Picture(ctx context.Context, actor models.Actor, no int, kind string) (Picture, error) {
	issued, err := c.Of(ctx, actor, no)
	if err != nil {
		return Picture{}, err
	}
	switch kind {
	case KindLink:
		return draw(issued.Link)
	case KindOfficial:
		link, err := c.channels.OfficialCode(ctx, Scene+issued.Code)
		if err != nil {
			return Picture{}, err
		}
		return draw(link)
	case KindMini:
		data, err := c.channels.MiniCode(ctx, issued.Code)
		return picture(data), err
	default:
		return Picture{}, models.NewError(models.CodeInvalid, "没有这种二维码,请选择网页、公众号或小程序二维码。")
	}
}

// draw draws a link with high error correction: a poster gets soiled.
func draw(link string) (Picture, error) {
	code, err := goqr.EncodeText(link, goqr.High)
	if err != nil {
		return Picture{}, fmt.Errorf("draw a QR code: %w", err)
	}
	var out bytes.Buffer
	err = code.WriteAsPNG(goqr.NewQrCodeImgConfig(moduleSize, quietZone), &out)
	return picture(out.Bytes()), err
}

// picture tells PNG from JPEG: WeChat draws either.
func picture(data []byte) Picture {
	kind := "image/png"
	if http.DetectContentType(data) == "image/jpeg" {
		kind = "image/jpeg"
	}
	return Picture{Type: kind, Data: data}
}
