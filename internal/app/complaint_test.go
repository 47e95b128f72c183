package app_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/configs"
	"wanping/internal/calendar"
	"wanping/internal/clock"
	"wanping/internal/complaints"
	"wanping/internal/qrcodes"
	"wanping/internal/secrets"
	"wanping/models"
)

// complain hands a complaint of section 1 in, as the web would.
func (o *office) complain(text string) {
	o.t.Helper()
	store, err := models.Open(o.t.Context(), models.StoreConfig{
		Engine: models.SQLite, DSN: o.path, Clock: clock.NewStopped(time.Date(2023, 9, 27, 9, 0, 0, 0, clock.Shanghai)),
	})
	require.NoError(o.t, err)
	defer func() { require.NoError(o.t, store.Close()) }()
	keys, err := secrets.Open(filepath.Join(filepath.Dir(o.path), "w.key"))
	require.NoError(o.t, err)
	days, err := calendar.Load(configs.FS)
	require.NoError(o.t, err)
	settings, err := complaints.LoadSettings(configs.FS)
	require.NoError(o.t, err)
	codes := qrcodes.New(store, keys, "https://example.test")
	code, err := codes.Of(o.t.Context(), models.Actor{Role: models.RoleReviewOffice}, 1)
	require.NoError(o.t, err)
	room := complaints.New(complaints.Parts{Store: store, Keys: keys, Calendar: days, Settings: settings, Codes: codes})
	_, err = room.Receive(o.t.Context(), complaints.Intake{Code: code.Code, Text: text, Name: "李小红", Address: "192.0.2.7"}, complaints.Key{Key: text})
	require.NoError(o.t, err)
}

func TestComplaintsOnTheCommandLine(t *testing.T) {
	o := newOffice(t)
	o.complain("我叫李小红,窗口没有人值班")
	o.refused("forbidden", "complaint", "list")
	require.Contains(t, o.run("complaint", "list", "--as", "review1"), "已收到")
	require.Equal(t, 1, strings.Count(o.run("complaint", "list", "--as", "jiaju001"), "\n"), "nothing is assigned yet")
	require.Contains(t, o.run("complaint", "move", "1", "assign", "--version", "1", "--text", "请核实", "--as", "review1"), "已交办")
	o.refused("complaint_changed", "complaint", "move", "1", "assign", "--version", "1", "--text", "请核实", "--as", "review2")
	o.refused("not_found", "complaint", "show", "1", "--as", "yiju003")
	shown := o.run("complaint", "show", "1", "--as", "jiaju001")
	require.Contains(t, shown, "我叫***")
	require.NotContains(t, shown, "李小红")
	o.run("complaint", "move", "1", "accept", "--version", "2", "--as", "jiaju001")
	o.run("complaint", "move", "1", "answer", "--version", "3", "--text", "已安排值班", "--as", "jiaju001")
	o.run("complaint", "move", "1", "found", "--version", "4", "--text", "属实", "--as", "review1")
	require.Contains(t, o.run("complaint", "show", "1", "--as", "review1"), "可提出扣分:A1.1.5a")
	require.Contains(t, o.run("complaint", "propose", "1", "A1.1.5a", "--reason", "属实", "--as", "review1"), "第1号提议")
	var list []struct {
		ID    int64
		State string
	}
	require.NoError(t, json.Unmarshal([]byte(o.run("complaint", "list", "--json", "--as", "review1")), &list))
	require.Equal(t, "founded", list[0].State)
}

func TestHotlineOnTheCommandLine(t *testing.T) {
	o := newOffice(t)
	o.run("account", "add", "bureau1", "petitions_bureau")
	file := filepath.Join(t.TempDir(), "hotline.csv")
	require.NoError(t, os.WriteFile(file, []byte("工单编号,科室序号,日期,问题\nMH001,1,2023-09-20,逾期反馈\n"), 0o600))
	o.refused("forbidden", "complaint", "import-hotline", file, "--as", "review1")
	require.Contains(t, o.run("complaint", "import-hotline", file, "--as", "bureau1"), "1条")
	require.Contains(t, o.run("complaint", "import-hotline", file, "--as", "bureau1"), "此前已导入")
	require.NoError(t, os.WriteFile(file, []byte("工单编号,科室序号,日期,问题\nMH002,88,2023-09-20,乱写\n"), 0o600))
	status, _, errs := o.try("complaint", "import-hotline", file, "--as", "bureau1")
	require.Equal(t, 1, status)
	require.Contains(t, errs, "第2行问题")
}
