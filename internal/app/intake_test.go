package app_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPostersCommand(t *testing.T) {
	p := newPlace(t)
	p.ok(t, "migrate")
	require.NoError(t, os.WriteFile(p.file("roster.csv"), []byte("unit_no,unit,unit_admin_account,section,section_account,section_no,accepted,note\n"+
		"1,甲局,jiaju2023,窗口科,jiaju001,1,,\n1,甲局,jiaju2023,综合科,jiaju002,2,,\n2,乙局,yiju2023,业务科,yiju001,3,,\n"), 0o600))
	p.ok(t, "account", "add", "review1", "review_office")
	p.ok(t, "account", "add", "review2", "review_office")
	p.ok(t, "roster", "import", p.file("roster.csv"), "--from", "2023-01-01", "--as", "review1", "--confirm-as", "review2")
	pages := func(args ...string) int {
		out := p.ok(t, append([]string{"posters", "--out", p.file("posters.pdf"), "--set", "server.public_url=https://pingyi.example.gov.cn"}, args...)...)
		require.Contains(t, out, "https://pingyi.example.gov.cn/c/")
		data, err := os.ReadFile(p.file("posters.pdf"))
		require.NoError(t, err)
		return bytes.Count(data, []byte("/Type /Page\n"))
	}
	require.Equal(t, 3, pages())
	require.Equal(t, 2, pages("--unit", "1", "--size", "a5"))
	require.Equal(t, 1, pages("--section", "3"))

	for want, args := range map[string][]string{
		"没有找到这个科室": {"--section", "9"},
		"没有找到这个单位": {"--unit", "9"},
	} {
		status, _, errs := p.run(append([]string{"posters", "--out", p.file("x.pdf")}, args...)...)
		require.Equal(t, 1, status)
		require.Contains(t, errs, want)
		require.NoFileExists(t, p.file("x.pdf"))
	}
	status, _, _ := p.run("posters", "--out", p.file("x.pdf"), "--unit", "1", "--section", "1")
	require.Equal(t, 2, status, "one or the other")
}

func TestPhotosCheckCommand(t *testing.T) {
	p := newPlace(t)
	p.ok(t, "migrate")
	require.Equal(t, "0 photos, 0 bytes; 0 cannot be shown\n", p.ok(t, "photos", "check"))
	require.DirExists(t, p.file("photos"), "beside the database where no folder is set")
}

func TestWhatPostersSayIsChecked(t *testing.T) {
	p := newPlace(t)
	p.ok(t, "migrate")
	for address, accepted := range map[string]bool{
		"https://pingyi.example.gov.cn": true, "http://127.0.0.1:8080": true,
		"": false, "pingyi.example.gov.cn": false, "ftp://pingyi.example.gov.cn": false, "https://pingyi.example.gov.cn/?a=b": false,
	} {
		status, _, errs := p.run("photos", "check", "--set", "server.public_url="+address)
		require.Equal(t, accepted, status == 0, "%q: %s", address, errs)
	}
	status, _, errs := commandLine("photos", "check", "--set", "database.dsn="+p.file("other.db"), "--set", "server.public_url=http://pingyi.example.gov.cn")
	require.Equal(t, 1, status)
	require.Contains(t, errs, "must be https://HOST in production")
	status, _, errs = p.run("photos", "check", "--set", "photos.s3.endpoint=https://files.example.gov.cn")
	require.Equal(t, 1, status)
	require.Contains(t, errs, "photos.s3 needs region, bucket, access_key and secret_key")
}

// The codes that WeChat makes are asked for by the office, hung, and scanned by a citizen.
func TestCodesOfTheOfficialAccountAndTheMiniProgram(t *testing.T) {
	p := newProgram(t)
	p.start()
	defer p.kill()
	office := p.activate("review1")
	status, body := p.call(http.MethodGet, "/api/v1/sections/60/code/picture?kind=mini", office, "", "")
	require.Equal(t, http.StatusOK, status, body)
	require.NotEmpty(t, body)
	status, body = p.call(http.MethodGet, "/api/v1/sections/60/code/picture?kind=official", office, "", "")
	require.Equal(t, http.StatusOK, status, body)
	require.True(t, strings.HasPrefix(body, "\x89PNG"))

	codes := p.screen(citizen).Codes
	require.True(t, strings.HasPrefix(codes[0].Scene, "code-"), "the newest first: %s", codes[0].Scene)
	status, body = p.finger("scan", citizen, map[string]any{"code": codes[0].Ticket})
	require.Equal(t, http.StatusOK, status, body)
	status, body = p.call(http.MethodGet, "/api/v1/sections/60", office, "", "")
	require.Equal(t, http.StatusOK, status)
	var section struct{ Terms []struct{ Name string } }
	require.NoError(t, json.Unmarshal([]byte(body), &section))
	require.Contains(t, p.answers(citizen, 1), section.Terms[0].Name)
}
