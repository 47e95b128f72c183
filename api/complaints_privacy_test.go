package api_test

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/png"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/complaints"
	"wanping/internal/photos"
	"wanping/internal/testkit"
	"wanping/models"
)

// What names the complainant of the walk below, on every way it could come out.
const (
	seedName    = "欧阳小蜜"
	seedGiven   = "小蜜"
	seedMobile  = "13800000098"
	seedAddress = "203.0.113.77"
	seedHome    = "幸福路12号"
	seedOpenID  = "openid-of-the-complainant"
	seedPhoto   = "SEEDED-PHOTO-METADATA"
	seedAlone   = "暗号打击报复"
)

// seedPicture is a PNG with a text of its own in it.
func seedPicture(t *testing.T) []byte {
	t.Helper()
	var picture bytes.Buffer
	require.NoError(t, png.Encode(&picture, image.NewGray(image.Rect(0, 0, 20, 20))))
	chunk := append([]byte("tEXt"), "Comment\x00"+seedPhoto...)
	extra := binary.BigEndian.AppendUint32(nil, uint32(len(chunk)-4))
	extra = append(extra, chunk...)
	extra = binary.BigEndian.AppendUint32(extra, crc32.ChecksumIEEE(chunk))
	const head = 33 // signature and IHDR
	return slices.Concat(picture.Bytes()[:head], extra, picture.Bytes()[head:])
}

// seedComplaints brings complaint 2 to its reopening, with the complainant's name in every text that a complainant can
// write, and complaint 3, of retaliation, to the office. It returns what no answer may hold.
func (d *desk) seedComplaints() (never []string) {
	d.t.Helper()
	photo, err := d.Photos.Receive(d.t.Context(), photos.Upload{Body: seedPicture(d.t), Key: "key-seed-photo", Address: seedAddress})
	require.NoError(d.t, err)
	_, err = d.Photos.Work(d.t.Context())
	require.NoError(d.t, err)
	text := fmt.Sprintf("我叫%s,电话%s,家住%s,窗口没有人。小蜜留言", seedName, seedMobile, seedHome)
	kept, err := d.Complaints.Receive(d.t.Context(), complaints.Intake{
		Code: d.CodeOf(d.t, testkit.Window), Text: text, Photos: []string{photo}, Name: seedName, Mobile: seedMobile, OpenID: seedOpenID,
		Channel: models.ChannelChat, Address: seedAddress,
	}, complaints.Key{Key: "key-seed-1", Body: []byte(text)})
	require.NoError(d.t, err)
	office, section := d.as(review, 1), d.as(liaison, testkit.Window)
	move := func(token, body string) {
		got := d.call(http.MethodPost, fmt.Sprintf("/api/v1/complaints/%d/moves", kept.ID), token, body)
		require.Equal(d.t, http.StatusOK, got.status, "%s", got.body)
	}
	move(office, fmt.Sprintf(`{"move":"assign","version":1,"text":"投诉人%s","unit_text":"%s说窗口没有人,请打%s"}`, seedName, seedName, seedMobile))
	move(section, fmt.Sprintf(`{"move":"accept","version":2,"text":"已联系%s"}`, seedMobile))
	move(section, fmt.Sprintf(`{"move":"answer","version":3,"text":"已答复%s"}`, seedName))
	visit := complaints.Visit{Receipt: kept.Receipt, Secret: kept.Secret, Address: seedAddress}
	_, err = d.Complaints.Judge(d.t.Context(), visit, false, seedName+"认为没有解决,请打"+seedMobile)
	require.NoError(d.t, err)
	alone, err := d.Complaints.Receive(d.t.Context(), complaints.Intake{
		Code: d.CodeOf(d.t, testkit.Window), Text: seedAlone + seedName, Name: seedName, Mobile: seedMobile, About: models.AboutRetaliation, Address: seedAddress,
	}, complaints.Key{Key: "key-seed-2", Body: []byte(seedAlone)})
	require.NoError(d.t, err)
	_, err = d.Complaints.Reveal(d.t.Context(), models.Actor{Role: review}, kept.ID, "核对"+seedName+"的情况")
	require.NoError(d.t, err)
	return []string{seedName, seedGiven, seedMobile, seedAddress, seedHome, seedOpenID, seedPhoto, kept.Secret, alone.Secret}
}

// askers are all who may knock at a door; "" is nobody.
func (d *desk) askers() map[string]string {
	out := map[string]string{
		"stranger": "", "liaison 1": d.as(liaison, 1), "liaison 2": d.as(liaison, 2), "liaison 3": d.as(liaison, 3),
		"unit_manager 1": d.as(manager, 1), "unit_manager 2": d.as(manager, 2),
	}
	for _, role := range models.Roles() {
		if role != liaison && role != manager {
			out[string(role)] = d.as(role, 1)
		}
	}
	return out
}

// unpacked is an answer as text, what is inside a workbook too.
func unpacked(t *testing.T, body []byte) string {
	t.Helper()
	if !bytes.HasPrefix(body, []byte("PK")) {
		return string(body)
	}
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	require.NoError(t, err)
	var out strings.Builder
	for _, part := range archive.File {
		file, err := part.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(file)
		require.NoError(t, err)
		require.NoError(t, file.Close())
		out.Write(text)
	}
	return out.String()
}

// walkBody is what each creating route is sent; for some, what it takes.
var walkBody = map[string]string{
	"POST /api/v1/complaints/:id/moves":      `{"move":"accept","version":1}`,
	"POST /api/v1/complaints/:id/reveals":    `{"reason":"核对"}`,
	"POST /api/v1/complaints/:id/proposals":  `{"clause":"A1.1.3","reason":"逾期"}`,
	"POST /api/v1/receipts/:receipt/verdict": `{"solved":true}`,
}

// Nobody but the complainant, and the review office by a reveal, learns who complained: every role on every route, and
// everything that is logged, counted, told, audited and kept.
func TestNobodyLearnsWhoComplained(t *testing.T) {
	d := newDesk(t)
	d.furnish()
	d.log.Reset() // furnishing has invented people of its own
	never := d.seedComplaints()
	askers := d.askers()
	routes := make([]string, 0, len(access))
	for route := range access {
		routes = append(routes, route)
	}
	shown := map[string]bool{}
	slices.SortFunc(routes, func(a, b string) int { // what ends sessions comes last
		return strings.Compare(lastly(a), lastly(b))
	})
	for _, route := range routes {
		for who, token := range askers {
			for _, id := range []string{"1", "2", "3"} {
				if id != "1" && !strings.Contains(route, ":id") {
					continue
				}
				method, path := concrete(strings.Replace(route, ":id", id, 1))
				body := walkBody[route]
				if body == "" && method != http.MethodGet {
					body = "{}"
				}
				got := d.call(method, path, token, body, "Idempotency-Key", "key-walk-1", "Receipt-Secret", "0000-0000-0000-0000", "RemoteAddr", "127.0.0.1:9")
				if got.status == http.StatusOK {
					shown[who+" "+route] = true
				}
				text := unpacked(t, got.body) + fmt.Sprint(got.header)
				if route == "POST /api/v1/complaints/:id/reveals" && who == string(review) && got.status == http.StatusCreated {
					if id != "1" { // furnish has complained before
						require.Contains(t, text, seedName)
					}
					continue
				}
				for _, secret := range never {
					require.NotContains(t, text, secret, "%s asks %s %s", who, method, path)
				}
				if who != string(review) {
					require.NotContains(t, text, seedAlone, "%s asks %s %s", who, method, path)
					require.NotContains(t, text, `"about":"retaliation"`, "%s asks %s %s", who, method, path)
				}
			}
		}
	}
	for _, must := range []string{
		"liaison 1 GET /api/v1/complaints/:id", "unit_manager 1 GET /api/v1/complaints/:id", "liaison 1 GET /api/v1/complaints/:id/photos/:n",
		"liaison 1 GET /api/v1/complaints/export", "auditor GET /api/v1/complaints/:id", "review_office GET /api/v1/audit", "unit_manager 1 GET /api/v1/notices",
	} {
		require.True(t, shown[must], "%s showed nothing: the walk proves nothing of it", must)
	}
	metrics := d.call(http.MethodGet, "/metrics", "", "")
	for _, secret := range never {
		require.NotContains(t, d.log.String(), secret)
		require.NotContains(t, string(metrics.body), secret)
	}
	d.searchTables(append(never, seedAlone))
}

func lastly(route string) string {
	switch {
	case strings.HasPrefix(route, "GET"):
		return "0" + route
	case strings.Contains(route, "session") || strings.Contains(route, "account") || strings.Contains(route, "password") || strings.Contains(route, "activation"):
		return "2" + route
	default:
		return "1" + route
	}
}

// searchTables looks for plain text in every column of every table: messages, audit log, counters and all.
func (d *desk) searchTables(secrets []string) {
	d.t.Helper()
	require.NoError(d.t, d.Store.Read(d.t.Context(), func(tx *models.Tx) error {
		tables, err := tx.Tables()
		if err != nil {
			return err
		}
		for _, table := range tables {
			if table.Name == models.VersionTable {
				continue
			}
			err := tx.EachRow(table, func(values []any) error {
				for i, value := range values {
					var text string
					switch v := value.(type) {
					case string:
						text = v
					case []byte:
						text = string(v)
					}
					for _, secret := range secrets {
						require.NotContains(d.t, text, secret, "%s.%s", table.Name, table.Columns[i].Name)
					}
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
}
