package photos

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"
)

const (
	longestSide = 2048 // pixels of what is shown: a form's small print can still be read
	quality     = 82
)

// reencode makes a photo anew: decoded within inspect's bounds, turned upright, scaled, on white, as a JPEG that holds
// pixels and nothing else. What else the file held (EXIF, places, colour profiles, another file behind the picture) has
// no way through.
func reencode(body []byte) (out []byte, err error) {
	defer func() { // a decoder that panics on a crafted file must not end the program
		if fault := recover(); fault != nil {
			err = fmt.Errorf("%w: the decoder panicked: %v", errUnreadable, fault)
		}
	}()
	p, err := inspect(body)
	if err != nil {
		return nil, err
	}
	source, err := p.decode(body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errUnreadable, err)
	}
	var buffer bytes.Buffer
	err = jpeg.Encode(&buffer, p.upright(source), &jpeg.Options{Quality: quality})
	return buffer.Bytes(), err
}

func (p picture) decode(body []byte) (image.Image, error) {
	r := bytes.NewReader(body)
	switch p.kind {
	case kindJPEG:
		return jpeg.Decode(r)
	case kindPNG:
		return png.Decode(r)
	default:
		return webp.Decode(r)
	}
}

// upright scales a picture down to longestSide, by the mean of the pixels that fall together, and turns it as EXIF asked.
func (p picture) upright(source image.Image) image.Image {
	b := source.Bounds()
	width, height := fit(b.Dx(), b.Dy())
	turned := image.Rect(0, 0, width, height)
	if p.turn >= 5 {
		turned = image.Rect(0, 0, height, width)
	}
	out := image.NewRGBA(turned)
	s := newScaler(source, width)
	for y := range height {
		top, bottom := b.Min.Y+y*b.Dy()/height, b.Min.Y+(y+1)*b.Dy()/height
		for x, c := range s.row(top, bottom) {
			tx, ty := turn(p.turn, x, y, width, height)
			out.SetRGBA(tx, ty, c)
		}
	}
	return out
}

func fit(width, height int) (int, int) {
	longest := max(width, height)
	if longest <= longestSide {
		return width, height
	}
	return max(1, width*longestSide/longest), max(1, height*longestSide/longest)
}

// turn says where a stored pixel belongs, by EXIF orientation.
func turn(how, x, y, width, height int) (int, int) {
	switch how {
	case 2:
		return width - 1 - x, y
	case 3:
		return width - 1 - x, height - 1 - y
	case 4:
		return x, height - 1 - y
	case 5:
		return y, x
	case 6:
		return height - 1 - y, x
	case 7:
		return height - 1 - y, width - 1 - x
	case 8:
		return y, width - 1 - x
	default:
		return x, y
	}
}
