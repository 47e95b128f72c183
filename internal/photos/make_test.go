package photos_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/photos"
)

// withEXIF puts EXIF with an orientation and a place behind a JPEG's first two bytes, as a phone does.
func withEXIF(t testing.TB, body []byte, turn uint16, place string) []byte {
	t.Helper()
	require.Equal(t, []byte{0xff, 0xd8}, body[:2])
	tiff := tiffOf(turn, place)
	var out bytes.Buffer
	out.Write(body[:2])
	out.Write([]byte{0xff, 0xe1})
	require.NoError(t, binary.Write(&out, binary.BigEndian, uint16(2+6+len(tiff))))
	out.WriteString("Exif\x00\x00")
	out.Write(tiff)
	out.Write(body[2:])
	return out.Bytes()
}

// tiffOf has an orientation and, with a place, a GPS directory that holds it.
func tiffOf(turn uint16, place string) []byte {
	order := binary.LittleEndian
	var out bytes.Buffer
	put := func(values ...any) {
		for _, v := range values {
			_ = binary.Write(&out, order, v)
		}
	}
	out.WriteString("II")
	put(uint16(42), uint32(8))                                  // the first directory follows
	put(uint16(2))                                              // with two entries
	put(uint16(0x0112), uint16(3), uint32(1), turn, uint16(0))  // orientation
	put(uint16(0x8825), uint16(4), uint32(1), uint32(8+2+24+4)) // GPS directory, behind this one
	put(uint32(0))                                              // no further directory
	put(uint16(1))                                              // GPS: one entry
	put(uint16(0x001b), uint16(7), uint32(len(place)))          // processing method: free text
	put(uint32(8 + 2 + 24 + 4 + 2 + 12 + 4))                    // behind it
	put(uint32(0))
	out.WriteString(place)
	return out.Bytes()
}

// uploadFrom is a photo of an address of its own.
func uploadFrom(n int64, body []byte) photos.Upload {
	return photos.Upload{Body: body, Key: fmt.Sprintf("upload-%08d", n), Address: fmt.Sprintf("198.51.%d.%d", n/250%250, n%250)}
}
