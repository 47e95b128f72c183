package photos_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/photos"
	"wanping/internal/testkit"
	"wanping/models"
	"wanping/models/modelstest"
)

func each(t *testing.T, test func(*testing.T, *testkit.Kit)) {
	t.Helper()
	modelstest.Each(t, func(t *testing.T, open modelstest.Opener) { test(t, testkit.NewOn(t, open)) })
}

// quarters is a picture whose four corners differ, so that a turn shows: red, green, blue, yellow.
func quarters(width, height int) image.Image {
	m := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.RGBA{220, 20, 20, 255}
			switch {
			case x >= width/2 && y < height/2:
				c = color.RGBA{20, 220, 20, 255}
			case x < width/2 && y >= height/2:
				c = color.RGBA{20, 20, 220, 255}
			case x >= width/2:
				c = color.RGBA{220, 220, 20, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func jpegOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, m, &jpeg.Options{Quality: 90}))
	return b.Bytes()
}

func pngOf(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, png.Encode(&b, m))
	return b.Bytes()
}

func send(t testing.TB, k *testkit.Kit, key string, body []byte) (string, error) {
	t.Helper()
	return k.Photos.Receive(t.Context(), photos.Upload{Body: body, Key: key, Address: "192.0.2.1"})
}

func sent(t testing.TB, k *testkit.Kit, key string, body []byte) string {
	t.Helper()
	id, err := send(t, k, key, body)
	require.NoError(t, err)
	return id
}

func claim(t testing.TB, k *testkit.Kit, complaint int64, ids ...string) error {
	t.Helper()
	return k.Store.Write(t.Context(), func(tx *models.Tx) error { return photos.Claim(tx, ids, complaint) })
}

func work(t testing.TB, k *testkit.Kit) {
	t.Helper()
	for {
		worked, err := k.Photos.Work(t.Context())
		require.NoError(t, err)
		if !worked {
			return
		}
	}
}

func opened(t testing.TB, k *testkit.Kit, complaint int64, n int) image.Image {
	t.Helper()
	data, err := k.Photos.Open(t.Context(), complaint, n)
	require.NoError(t, err)
	m, err := jpeg.Decode(bytes.NewReader(data))
	require.NoError(t, err)
	return m
}

// files lists what lies in the storage, by name.
func files(t testing.TB, k *testkit.Kit) []string {
	t.Helper()
	var names []string
	found, err := filepath.Glob(filepath.Join(k.PhotoFolder, "*", "*"))
	require.NoError(t, err)
	for _, path := range found {
		names = append(names, filepath.Base(path))
	}
	return names
}

func TestAPhotoIsKeptClaimedAndShown(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		body := pngOf(t, quarters(60, 40))
		id := sent(t, k, "upload-0001", body)
		require.Regexp(t, "^[a-z2-7]{26}$", id)
		require.NoError(t, claim(t, k, 7, id))

		_, err := k.Photos.Open(t.Context(), 7, 1)
		require.Equal(t, models.CodeNotReady, models.CodeOf(err), "nobody may open what is in quarantine")
		names := files(t, k)
		require.Len(t, names, 1)
		require.True(t, strings.HasSuffix(names[0], ".raw"))

		work(t, k)
		require.Equal(t, image.Rect(0, 0, 60, 40), opened(t, k, 7, 1).Bounds())
		names = files(t, k)
		require.Len(t, names, 1, "what came first is gone")
		require.True(t, strings.HasSuffix(names[0], ".jpg"))
		sealed, err := os.ReadFile(filepath.Join(k.PhotoFolder, names[0][:2], names[0]))
		require.NoError(t, err)
		require.NotContains(t, string(sealed), "JFIF")
		require.NotContains(t, string(sealed), "\xff\xd8\xff", "at rest it is sealed")

		_, err = k.Photos.Open(t.Context(), 7, 2)
		require.Equal(t, models.CodeNotFound, models.CodeOf(err))
		_, err = k.Photos.Open(t.Context(), 8, 1)
		require.Equal(t, models.CodeNotFound, models.CodeOf(err))
	})
}

func TestAnUploadSentAgainIsTheSamePhoto(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		body := pngOf(t, quarters(8, 8))
		id := sent(t, k, "upload-0001", body)
		require.Equal(t, id, sent(t, k, "upload-0001", body))
		work(t, k)
		k.Rotate(t)
		require.Equal(t, id, sent(t, k, "upload-0001", body), "a rotation between changes nothing")
		require.Len(t, files(t, k), 1)

		_, err := send(t, k, "upload-0001", pngOf(t, quarters(9, 9)))
		require.Equal(t, models.CodeIdempotencyConflict, models.CodeOf(err))
		require.NotEqual(t, id, sent(t, k, "upload-0002", body), "another upload of the same picture is another photo")
	})
}

func TestClaimsThatAreRefused(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		var ids []string
		for i := range 7 {
			ids = append(ids, sent(t, k, "upload-000"+string(rune('0'+i)), pngOf(t, quarters(8+i, 8))))
		}
		for name, c := range map[string]struct {
			ids  []string
			code models.Code
			say  string
		}{
			"seven":           {ids, models.CodeInvalid, "最多6张"},
			"one twice":       {[]string{ids[0], ids[0]}, models.CodeInvalid, "第2张照片选了两次"},
			"one made up":     {[]string{ids[0], "aaaabbbbccccddddeeeeffffgg"}, models.CodePhotoUnknown, "第2张照片没有找到"},
			"an empty id":     {[]string{""}, models.CodePhotoUnknown, "第1张照片没有找到"},
			"an id too large": {[]string{strings.Repeat("a", 10_000)}, models.CodePhotoUnknown, "第1张"},
		} {
			err := claim(t, k, 1, c.ids...)
			require.Equal(t, c.code, models.CodeOf(err), name)
			require.Contains(t, models.MessageOf(err), c.say, name)
		}
		require.NoError(t, claim(t, k, 1, ids[:6]...), "what was refused has taken nothing")
		err := claim(t, k, 2, ids[0])
		require.Equal(t, models.CodePhotoUnknown, models.CodeOf(err), "another complaint cannot take it")
		var list []photos.Shown
		require.NoError(t, k.Store.Read(t.Context(), func(tx *models.Tx) (err error) {
			list, err = photos.Of(tx, 1)
			return err
		}))
		require.Len(t, list, 6)
		require.Equal(t, photos.Shown{N: 1, Why: "照片正在处理,请一两分钟后再看。"}, list[0])
	})
}

func TestPhotosAreUprightAndAtMostOfASize(t *testing.T) {
	k := testkit.New(t)
	id := sent(t, k, "upload-0001", withEXIF(t, jpegOf(t, quarters(3000, 2000)), 6, ""))
	require.NoError(t, claim(t, k, 1, id))
	work(t, k)
	m := opened(t, k, 1, 1)
	require.Equal(t, image.Rect(0, 0, 1365, 2048), m.Bounds())
	corner := func(x, y int) string {
		r, g, b, _ := m.At(x, y).RGBA()
		return map[[3]bool]string{
			{true, false, false}: "red", {false, true, false}: "green", {false, false, true}: "blue", {true, true, false}: "yellow",
		}[[3]bool{r > 0x8000, g > 0x8000, b > 0x8000}]
	}
	// turned by a quarter to the right: what was at the left bottom is at the left top
	require.Equal(t, []string{"blue", "red", "yellow", "green"}, []string{corner(20, 20), corner(1340, 20), corner(20, 2030), corner(1340, 2030)})
}

func TestUnclaimedPhotosGo(t *testing.T) {
	each(t, func(t *testing.T, k *testkit.Kit) {
		left, kept := sent(t, k, "upload-0001", pngOf(t, quarters(8, 8))), sent(t, k, "upload-0002", pngOf(t, quarters(9, 9)))
		require.NoError(t, claim(t, k, 1, kept))
		work(t, k)
		k.Clock.Advance(23 * time.Hour)
		gone, err := k.Photos.Purge(t.Context())
		require.NoError(t, err)
		require.Zero(t, gone)
		k.Clock.Advance(2 * time.Hour)
		gone, err = k.Photos.Purge(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, gone)
		require.Len(t, files(t, k), 1)
		require.Equal(t, models.CodePhotoUnknown, models.CodeOf(claim(t, k, 2, left)))
		opened(t, k, 1, 1)

		k.Clock.Advance(721 * time.Hour)
		gone, err = k.Photos.Purge(t.Context())
		require.NoError(t, err)
		require.Equal(t, 1, gone)
		require.Empty(t, files(t, k))
		_, err = k.Photos.Open(t.Context(), 1, 1)
		require.Equal(t, models.CodeNotFound, models.CodeOf(err))
	})
}
