package posters_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/posters"
	"wanping/internal/qrcodes"
	"wanping/internal/roster"
	"wanping/internal/testkit"
	"wanping/models"
)

var office = posters.Office{Name: "平阳县万人评议办公室", Phone: "0577-00000000"}

// county is the published roster with a code for each of its 472 sections.
func county(t testing.TB) []qrcodes.Issued {
	t.Helper()
	k := testkit.New(t)
	file, err := configs.FS.Open("roster/2023.csv")
	require.NoError(t, err)
	defer file.Close()
	reading, err := roster.Read(file)
	require.NoError(t, err)
	list, err := k.Codes.List(t.Context(), models.CommandLine(), qrcodes.Wanted{SectionNo: testkit.Window})
	require.NoError(t, err)
	var issued []qrcodes.Issued
	for _, unit := range reading.Units {
		for _, section := range unit.Sections {
			one := list[0]
			one.Place = qrcodes.Place{SectionNo: section.No, SectionName: section.Name, UnitNo: unit.No, UnitName: unit.Name}
			issued = append(issued, one)
		}
	}
	require.Len(t, issued, 472)
	return issued
}

func pdf(t testing.TB, size posters.Size, list []qrcodes.Issued) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, posters.Draw(&b, size, office, list))
	path := filepath.Join(t.TempDir(), "posters.pdf")
	require.NoError(t, os.WriteFile(path, b.Bytes(), 0o600))
	return path
}

func run(t testing.TB, name string, args ...string) []byte {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	require.NoError(t, err, "%s (of poppler-utils): %s", name, out)
	return out
}

// plain takes away how a poster sets a name.
func plain(text string) string {
	return strings.NewReplacer(" ", "", "\n", "", "\uff08", "(", "\uff09", ")", "\uff0c", ",", "\uff1a", ":").Replace(text)
}

func TestThePosterOfEverySectionNamesItWholeInBothSizes(t *testing.T) {
	list := county(t)
	for _, size := range []posters.Size{posters.A4, posters.A5} {
		began := time.Now()
		path := pdf(t, size, list)
		took := time.Since(began)
		t.Logf("472 posters, %s: %v", size, took.Round(time.Millisecond))
		require.Less(t, took, 10*time.Second)

		pages := strings.Split(string(run(t, "pdftotext", path, "-")), "\f")
		require.Len(t, pages, 472+1)
		for i, one := range list {
			text := plain(pages[i])
			require.Contains(t, text, plain(one.SectionName), "page %d", i+1)
			require.Contains(t, text, plain(one.UnitName), "page %d", i+1)
			require.Contains(t, text, plain(office.Name+"电话"+office.Phone))
			require.Contains(t, text, "pingyi.example.gov.cn/c/"+qrcodes.Spoken(one.Code))
		}
	}
}

// page renders the first page as a person's phone may see it, at so many dots per inch.
func page(t *testing.T, path, dpi string) image.Image {
	t.Helper()
	root := filepath.Join(t.TempDir(), "page")
	run(t, "pdftoppm", "-r", dpi, "-png", "-singlefile", path, root)
	data, err := os.ReadFile(root + ".png")
	require.NoError(t, err)
	m, err := png.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	return m
}

func read(t *testing.T, m image.Image) (string, error) {
	t.Helper()
	bitmap, err := gozxing.NewBinaryBitmapFromImage(m)
	require.NoError(t, err)
	got, err := qrcode.NewQRCodeReader().Decode(bitmap, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if err != nil {
		return "", err
	}
	return got.GetText(), nil
}

func TestTheCodeReadsBackFromThePrintedPage(t *testing.T) {
	list := county(t)[395:396]
	for _, size := range []posters.Size{posters.A4, posters.A5} {
		path := pdf(t, size, list)
		for _, dpi := range []string{"100", "150", "300"} {
			text, err := read(t, page(t, path, dpi))
			require.NoError(t, err, "%s at %s dpi", size, dpi)
			require.Equal(t, list[0].Link, text)
		}
	}
}

func TestASoiledCodeStillReads(t *testing.T) {
	list := county(t)[:1]
	m := page(t, pdf(t, posters.A4, list), "72")
	soiled := image.NewRGBA(m.Bounds())
	draw.Draw(soiled, soiled.Bounds(), m, image.Point{}, draw.Src)
	// a thumb's print over the middle of the code, 60 of its 258 points wide and high
	middle := image.Pt(297, 388)
	stain := image.Rectangle{Min: middle.Sub(image.Pt(30, 30)), Max: middle.Add(image.Pt(30, 30))}
	draw.Draw(soiled, stain, image.NewUniform(color.Gray{90}), image.Point{}, draw.Src)
	text, err := read(t, soiled)
	require.NoError(t, err)
	require.Equal(t, list[0].Link, text)
}

func TestPostersThatCannotBeDrawn(t *testing.T) {
	list := county(t)[:1]
	t.Run("a character that the font lacks is named, rather than printed as a box", func(t *testing.T) {
		list[0].SectionName = "𬭎矿科"
		err := posters.Draw(&bytes.Buffer{}, posters.A4, office, list)
		require.Equal(t, models.CodeInvalid, models.CodeOf(err))
		require.Contains(t, models.MessageOf(err), "海报字体里没有“𬭎”字")
	})
	t.Run("a size that there is not", func(t *testing.T) {
		err := posters.Draw(&bytes.Buffer{}, "a3", office, list)
		require.Equal(t, models.CodeInvalid, models.CodeOf(err))
	})
	t.Run("a name of a hundred characters still fits", func(t *testing.T) {
		list[0].SectionName = strings.Repeat("综合行政执法指导科", 11)
		path := pdf(t, posters.A5, list)
		require.Contains(t, plain(string(run(t, "pdftotext", path, "-"))), list[0].SectionName)
		text, err := read(t, page(t, path, "150"))
		require.NoError(t, err)
		require.Equal(t, list[0].Link, text, "and leaves the code free")
	})
}
