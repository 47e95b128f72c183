package photos

import (
	"bytes"
	"encoding/binary"

	"wanping/models"
)

// BodyLimit bounds a photo, in bytes.
const BodyLimit = 10 << 20

const (
	pixelLimit = 64_000_000 // a phone's largest
	sideLimit  = 20_000
	// costLimit bounds what decoding takes in memory, in bytes: a 50-megapixel JPEG of a phone takes 75 MB, the same as PNG
	// would take 200.
	costLimit = 160 << 20
	// scanLimit bounds the passes over a progressive JPEG: cameras write ten, an attack writes thousands into few bytes.
	scanLimit = 64
)

// kind is what a photo's bytes are, whatever its sender says.
type kind int

const (
	kindJPEG kind = iota + 1
	kindPNG
	kindWebP
)

// picture is what a photo's header tells, before anything is decoded.
type picture struct {
	kind          kind
	width, height int // as stored, before turning
	turn          int // EXIF orientation, 1 to 8
	cost          int64
}

// inspect tells a photo by its bytes. It decodes nothing. Errors: CodePhotoType, CodePhotoTooLarge, CodePhotoPixels,
// CodePhotoUnreadable.
func inspect(body []byte) (picture, error) {
	if len(body) == 0 {
		return picture{}, errEmpty
	}
	if len(body) > BodyLimit {
		return picture{}, errTooLarge
	}
	var p picture
	var whole bool
	switch {
	case bytes.HasPrefix(body, []byte{0xff, 0xd8, 0xff}):
		p, whole = inspectJPEG(body)
	case bytes.HasPrefix(body, []byte("\x89PNG\r\n\x1a\n")):
		p, whole = inspectPNG(body)
	case len(body) > 12 && string(body[:4]) == "RIFF" && string(body[8:12]) == "WEBP":
		var animated bool
		if p, whole, animated = inspectWebP(body); animated {
			return p, errAnimated
		}
	default:
		return picture{}, strange(body)
	}
	switch {
	case !whole:
		return p, errUnreadable
	case p.width > sideLimit || p.height > sideLimit || p.width*p.height > pixelLimit || p.cost > costLimit:
		return p, errPixels
	}
	return p, nil
}

// strange says what to do about a file that is none of the three.
func strange(body []byte) error {
	if len(body) > 12 && string(body[4:8]) == "ftyp" {
		switch string(body[8:12]) {
		case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif", "avis":
			return errHEIC
		}
		return errVideo
	}
	if bytes.HasPrefix(body, []byte("GIF8")) {
		return errAnimated
	}
	return errType
}

var (
	errEmpty      = models.NewError(models.CodePhotoUnreadable, "这张照片是空的,没有保存。请重新选择照片后上传。")
	errTooLarge   = models.NewError(models.CodePhotoTooLarge, "照片超过10兆,没有保存。请用微信发送时不勾选“原图”的图片,或截图后再上传。")
	errPixels     = models.NewError(models.CodePhotoPixels, "照片的像素太多,没有保存。请把相机调到普通清晰度重拍,或打开照片截图后再上传。")
	errUnreadable = models.NewError(models.CodePhotoUnreadable, "这张照片打不开,可能没有传完整,没有保存。请重新上传,或打开照片截图后再上传。")
	errAnimated   = models.NewError(models.CodePhotoType, "不支持动图,没有保存。请打开它截图后再上传。")
	errVideo      = models.NewError(models.CodePhotoType, "这里只收照片,不收视频,没有保存。请截取其中的画面后再上传。")
	errHEIC       = models.NewError(models.CodePhotoType,
		"这是苹果手机的HEIC格式照片,没有保存。请打开照片截图后上传截图;以后拍照可在“设置-相机-格式”里选“兼容性最佳”。")
	errType = models.NewError(models.CodePhotoType, "只收JPEG、PNG、WebP格式的照片,没有保存。请打开它截图后再上传。")
)

// inspectJPEG walks the markers up to the first scan. whole tells that the file ends as one should.
func inspectJPEG(body []byte) (p picture, whole bool) {
	p = picture{kind: kindJPEG, turn: 1}
	for at := 2; at+4 <= len(body); {
		if body[at] != 0xff {
			return p, false
		}
		marker := body[at+1]
		if marker == 0xff { // fill
			at++
			continue
		}
		size := int(binary.BigEndian.Uint16(body[at+2:]))
		if size < 2 || at+2+size > len(body) {
			return p, false
		}
		segment := body[at+4 : at+2+size]
		switch {
		case marker == 0xe1 && bytes.HasPrefix(segment, []byte("Exif\x00\x00")):
			p.turn = orientation(segment[6:])
		case marker == 0xc0 || marker == 0xc1 || marker == 0xc2:
			if !p.frame(segment, marker == 0xc2) {
				return p, false
			}
		case marker == 0xda:
			ends := bytes.Contains(body[at:], []byte{0xff, 0xd9})
			return p, ends && p.width > 0 && bytes.Count(body, []byte{0xff, 0xda}) <= scanLimit
		}
		at += 2 + size
	}
	return p, false
}

// frame reads a JPEG's frame header: sizes, components, and from both what decoding will take.
func (p *picture) frame(segment []byte, progressive bool) bool {
	if len(segment) < 6 || p.width > 0 {
		return false
	}
	p.height, p.width = int(binary.BigEndian.Uint16(segment[1:])), int(binary.BigEndian.Uint16(segment[3:]))
	components := int(segment[5])
	if p.height == 0 || p.width == 0 || len(segment) < 6+3*components || components != 1 && components != 3 && components != 4 {
		return false
	}
	widest, highest, blocks := 1, 1, 0
	for i := range components {
		across, down := int(segment[7+3*i]>>4), int(segment[7+3*i]&15)
		if across < 1 || across > 4 || down < 1 || down > 4 {
			return false
		}
		widest, highest, blocks = max(widest, across), max(highest, down), blocks+across*down
	}
	pixels := int64(p.width) * int64(p.height)
	p.cost = pixels * int64(blocks) / int64(widest*highest)
	if components == 1 {
		p.cost = pixels
	}
	if progressive {
		p.cost *= 5 // coefficients of four bytes are kept to the end
	}
	if components == 4 {
		p.cost += 8 * pixels
	}
	return true
}

func inspectPNG(body []byte) (p picture, whole bool) {
	p = picture{kind: kindPNG, turn: 1}
	for at := 8; at+12 <= len(body); {
		size := int64(binary.BigEndian.Uint32(body[at:]))
		if int64(at)+12+size > int64(len(body)) {
			return p, false
		}
		data := body[at+8 : at+8+int(size)]
		switch string(body[at+4 : at+8]) {
		case "IHDR":
			if !p.header(data) {
				return p, false
			}
		case "eXIf":
			p.turn = orientation(data)
		case "IEND":
			return p, p.width > 0
		}
		at += 12 + int(size)
	}
	return p, false
}

// header reads a PNG's IHDR.
func (p *picture) header(data []byte) bool {
	if len(data) != 13 || p.width > 0 {
		return false
	}
	width, height := binary.BigEndian.Uint32(data), binary.BigEndian.Uint32(data[4:])
	if width == 0 || height == 0 || width > 1<<31-1 || height > 1<<31-1 {
		return false
	}
	p.width, p.height = int(width), int(height)
	each := int64(4)
	if data[9] == 0 || data[9] == 3 { // grey, or a palette
		each = 1
	}
	if data[8] == 16 {
		each *= 2
	}
	if data[12] != 0 { // interlaced
		each *= 2
	}
	if p.width > sideLimit || p.height > sideLimit {
		p.cost = costLimit + 1
		return true
	}
	p.cost = int64(p.width) * int64(p.height) * each
	return true
}

func inspectWebP(body []byte) (p picture, whole, animated bool) {
	p = picture{kind: kindWebP, turn: 1}
	if int64(binary.LittleEndian.Uint32(body[4:]))+8 > int64(len(body)) {
		return p, false, false
	}
	each := int64(0)
	for at := 12; at+8 <= len(body); {
		size := int64(binary.LittleEndian.Uint32(body[at+4:]))
		if int64(at)+8+size > int64(len(body)) {
			break
		}
		data := body[at+8 : at+8+int(size)]
		switch name := string(body[at : at+4]); {
		case name == "VP8X" && size >= 10:
			animated = animated || data[0]&2 != 0
		case name == "ANIM", name == "ANMF":
			animated = true
		case name == "VP8 " && size >= 10 && each == 0:
			each = 3
			p.width, p.height = int(binary.LittleEndian.Uint16(data[6:])&0x3fff), int(binary.LittleEndian.Uint16(data[8:])&0x3fff)
		case name == "VP8L" && size >= 5 && each == 0:
			each = 12
			bits := binary.LittleEndian.Uint32(data[1:])
			p.width, p.height = int(bits&0x3fff)+1, int(bits>>14&0x3fff)+1
		case name == "EXIF":
			p.turn = orientation(bytes.TrimPrefix(data, []byte("Exif\x00\x00")))
		}
		at += 8 + int(size+size&1)
	}
	p.cost = int64(p.width) * int64(p.height) * each
	return p, p.cost > 0, animated
}

const tagOrientation = 0x0112

// orientation reads how a camera was held from EXIF (a TIFF): 1 to 8, 1 where it does not say. Nothing else is read.
func orientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if string(tiff[:2]) == "MM" {
		order = binary.BigEndian
	}
	at := int64(order.Uint32(tiff[4:]))
	if at+2 > int64(len(tiff)) {
		return 1
	}
	entries := int64(order.Uint16(tiff[at:]))
	for i := range entries {
		entry := at + 2 + 12*i
		if entry+12 > int64(len(tiff)) {
			return 1
		}
		if order.Uint16(tiff[entry:]) != tagOrientation {
			continue
		}
		if turn := int(order.Uint16(tiff[entry+8:])); turn >= 1 && turn <= 8 {
			return turn
		}
	}
	return 1
}
