package photos

import (
	"image"
	"image/color"
)

// scaler sums up rows of a picture, on white, without a second copy of it.
type scaler struct {
	source image.Image
	add    func(y int) // adds a row of the source to sums
	colour func(a, b, c uint32) color.RGBA
	column []int    // of each of the source's columns: where its sum begins in sums
	sums   []uint32 // of each pixel of the row: three components and how many there were
	out    []color.RGBA
}

// newScaler scales rows to so many pixels, at most as many as the source has.
func newScaler(source image.Image, width int) *scaler {
	b := source.Bounds()
	s := &scaler{source: source, column: make([]int, b.Dx()), sums: make([]uint32, 4*width), out: make([]color.RGBA, width)}
	for x := range s.column {
		s.column[x] = 4 * (x * width / b.Dx())
	}
	s.add, s.colour = s.addAny, func(r, g, b uint32) color.RGBA { return color.RGBA{uint8(r), uint8(g), uint8(b), 255} }
	if m, ok := source.(*image.YCbCr); ok { // what nearly every photo is: summed up as it is, and turned to RGB once a pixel
		s.add, s.colour = s.addYCbCr(m), func(y, cb, cr uint32) color.RGBA {
			r, g, b := color.YCbCrToRGB(uint8(y), uint8(cb), uint8(cr))
			return color.RGBA{r, g, b, 255}
		}
	}
	return s
}

// row returns the mean of the source's rows from top to before bottom.
func (s *scaler) row(top, bottom int) []color.RGBA {
	clear(s.sums)
	for y := top; y < bottom; y++ {
		s.add(y)
	}
	for x := range s.out {
		sum := s.sums[4*x:][:4]
		n := sum[3]
		s.out[x] = s.colour((sum[0]+n/2)/n, (sum[1]+n/2)/n, (sum[2]+n/2)/n)
	}
	return s.out
}

func (s *scaler) addYCbCr(m *image.YCbCr) func(int) {
	b := m.Bounds()
	chroma := make([]int, b.Dx()) // of each column: its place in a row of colours
	for x := range chroma {
		chroma[x] = m.COffset(b.Min.X+x, b.Min.Y) - m.COffset(b.Min.X, b.Min.Y)
	}
	return func(y int) {
		luma, from := m.Y[m.YOffset(b.Min.X, y):], m.COffset(b.Min.X, y)
		blue, red := m.Cb[from:], m.Cr[from:]
		for x, at := range s.column {
			sum := s.sums[at:][:4]
			sum[0] += uint32(luma[x])
			sum[1] += uint32(blue[chroma[x]])
			sum[2] += uint32(red[chroma[x]])
			sum[3]++
		}
	}
}

func (s *scaler) addAny(y int) {
	left := s.source.Bounds().Min.X
	for x, at := range s.column {
		red, green, blue := s.at(left+x, y)
		sum := s.sums[at:][:4]
		sum[0] += uint32(red)
		sum[1] += uint32(green)
		sum[2] += uint32(blue)
		sum[3]++
	}
}

// at returns a pixel in eight bits, laid on white. What screenshots mostly are has a way of its own, for speed.
func (s *scaler) at(x, y int) (red, green, blue uint8) {
	switch m := s.source.(type) {
	case *image.Gray:
		v := m.GrayAt(x, y).Y
		return v, v, v
	case *image.RGBA:
		if i := m.PixOffset(x, y); m.Pix[i+3] == 255 {
			return m.Pix[i], m.Pix[i+1], m.Pix[i+2]
		}
	case *image.NRGBA:
		if i := m.PixOffset(x, y); m.Pix[i+3] == 255 {
			return m.Pix[i], m.Pix[i+1], m.Pix[i+2]
		}
	}
	cr, cg, cb, ca := s.source.At(x, y).RGBA() // premultiplied
	white := 0xffff - ca
	return uint8((cr + white) >> 8), uint8((cg + white) >> 8), uint8((cb + white) >> 8)
}
