package photos

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
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
	row := newRowReader(source)
	for y := range height {
		top, bottom := b.Min.Y+y*b.Dy()/height, b.Min.Y+(y+1)*b.Dy()/height
		for x, c := range row.mean(top, max(bottom, top+1), width) {
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

// rowReader sums up rows of a picture, on white, without a second copy of it.
type rowReader struct {
	source image.Image
	sums   []uint32 // red, green, blue, count of each pixel of the row
	out    []color.RGBA
}

func newRowReader(source image.Image) *rowReader { return &rowReader{source: source} }

// mean returns the colours of one row of width pixels made of the rows from top to bottom.
func (r *rowReader) mean(top, bottom, width int) []color.RGBA {
	b := r.source.Bounds()
	if r.out == nil {
		r.sums, r.out = make([]uint32, 4*width), make([]color.RGBA, width)
	}
	clear(r.sums)
	for y := top; y < bottom; y++ {
		for x := range b.Dx() {
			red, green, blue := r.at(b.Min.X+x, y)
			sum := r.sums[4*(x*width/b.Dx()):][:4]
			sum[0] += uint32(red)
			sum[1] += uint32(green)
			sum[2] += uint32(blue)
			sum[3]++
		}
	}
	for x := range r.out {
		sum := r.sums[4*x:][:4]
		n := max(sum[3], 1)
		r.out[x] = color.RGBA{uint8((sum[0] + n/2) / n), uint8((sum[1] + n/2) / n), uint8((sum[2] + n/2) / n), 255}
	}
	return r.out
}

// at returns a pixel in eight bits, laid on white. What photos mostly are has a way of its own, for speed.
func (r *rowReader) at(x, y int) (red, green, blue uint8) {
	switch s := r.source.(type) {
	case *image.YCbCr:
		i, c := s.YOffset(x, y), s.COffset(x, y)
		return color.YCbCrToRGB(s.Y[i], s.Cb[c], s.Cr[c])
	case *image.Gray:
		v := s.GrayAt(x, y).Y
		return v, v, v
	case *image.RGBA:
		if i := s.PixOffset(x, y); s.Pix[i+3] == 255 {
			return s.Pix[i], s.Pix[i+1], s.Pix[i+2]
		}
	case *image.NRGBA:
		if i := s.PixOffset(x, y); s.Pix[i+3] == 255 {
			return s.Pix[i], s.Pix[i+1], s.Pix[i+2]
		}
	}
	cr, cg, cb, ca := r.source.At(x, y).RGBA() // premultiplied
	white := 0xffff - ca
	return uint8((cr + white) >> 8), uint8((cg + white) >> 8), uint8((cb + white) >> 8)
}
