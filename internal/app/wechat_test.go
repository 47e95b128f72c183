package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/bot/wechatsim"
)

// The people of the phone page.
const (
	citizen = "周小满"
	liaison = "陈一帆"
	manager = "林知远"
)

// finger does something on the phone page and returns the status and what the page is told.
func (p *program) finger(do, person string, more map[string]any) (int, string) {
	p.t.Helper()
	order := map[string]any{"person": person, "app_id": wechatsim.DemoOfficialID}
	for name, value := range more {
		order[name] = value
	}
	body, err := json.Marshal(order)
	require.NoError(p.t, err)
	answer, err := http.Post(p.phone+"/_sim/"+do, "application/json", strings.NewReader(string(body)))
	require.NoError(p.t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(p.t, err)
	return answer.StatusCode, string(text)
}

// shown is what the phone page shows of a person.
type shown struct {
	Now       string
	Connected bool
	Items     []struct {
		ID         int64
		From, Text string
	}
	Codes []struct{ Scene, Ticket string }
	Menu  []wechatsim.Button
}

func (p *program) screen(person string) shown {
	p.t.Helper()
	answer, err := http.Get(p.phone + "/_sim/phone?" + url.Values{"person": {person}}.Encode())
	require.NoError(p.t, err)
	defer answer.Body.Close()
	var s shown
	require.NoError(p.t, json.NewDecoder(answer.Body).Decode(&s))
	return s
}

// answers waits until the account has said n things to the person and returns the last.
func (p *program) answers(person string, n int) string {
	p.t.Helper()
	last := ""
	require.Eventually(p.t, func() bool {
		count := 0
		for _, item := range p.screen(person).Items {
			if item.From == "account" {
				count++
				last = item.Text
			}
		}
		return count >= n
	}, 10*time.Second, 20*time.Millisecond)
	return last
}

func TestThePhoneTalksToTheProgramByItsCallbacks(t *testing.T) {
	p := newProgram(t)
	p.start()
	require.True(t, p.screen(citizen).Connected)
	status, body := p.finger("follow", citizen, nil)
	require.Equal(t, http.StatusOK, status, body)
	require.Contains(t, p.answers(citizen, 1), "万人评议")
	status, body = p.finger("say", citizen, map[string]any{"text": "你好"})
	require.Equal(t, http.StatusOK, status, body)
	require.NotEmpty(t, p.answers(citizen, 2))

	forged := "/wx/official/callback?" + url.Values{"signature": {"feedface"}, "timestamp": {"1"}, "nonce": {"n"}, "openid": {"o-someone"}}.Encode()
	status, _ = p.call(http.MethodPost, forged, "", "<xml/>", "")
	require.Equal(t, http.StatusForbidden, status)
	status, body = p.call(http.MethodGet, "/wx/official/callback/", "", "", "")
	require.Equal(t, http.StatusNotFound, status, body)

	address := strings.TrimPrefix(p.phone, "http://")
	p.stop()
	for _, secret := range []string{"signature", "feedface", "o-someone", "openid", "你好"} {
		require.NotContains(t, p.stderr.String(), secret, "logs hold nothing of a callback")
	}
	_, err := net.DialTimeout("tcp", address, time.Second)
	require.Error(t, err, "the phone ends with the program")
}

func TestThePhonePutsTheClockForwardByTheProgramsOwnRule(t *testing.T) {
	p := newProgram(t)
	p.start()
	defer p.kill()
	status, body := p.finger("clock", citizen, map[string]any{"at": "2023-09-27T16:30:00+08:00"})
	require.Equal(t, http.StatusOK, status, body)
	require.Contains(t, p.screen(citizen).Now, "2023-09-27T16:30")
	_, body = p.call(http.MethodGet, "/api/v1/clock", "", "", "")
	require.Contains(t, body, "2023-09-27T16:30")
	status, body = p.finger("clock", citizen, map[string]any{"at": "2023-09-27T09:00:00+08:00"})
	require.Equal(t, http.StatusBadRequest, status)
	require.Contains(t, body, "只能向前拨")
	status, body = p.finger("clock", citizen, map[string]any{"seconds": 600})
	require.Equal(t, http.StatusOK, status, body)
	require.Contains(t, p.screen(citizen).Now, "2023-09-27T16:4")
}

func TestWhatWechatIsRefused(t *testing.T) {
	app := map[string]string{"app_id": "wx1234567890abcdef", "app_secret": "s", "original_id": "gh_1", "token": "token123",
		"aes_key": strings.Repeat("a", 43)}
	cases := []struct {
		name   string
		change map[string]string
		more   []string
		want   string
	}{
		{"a simulator in production", nil, []string{"wechat.api_base=http://127.0.0.1:8099"}, "WeChat only"},
		{"plain callbacks in production", map[string]string{"mode": "plain"}, nil, "safe or compatible"},
		{"the demo's app in production", map[string]string{"app_id": wechatsim.DemoOfficialID}, nil, "demo's secrets"},
		{"half an app", map[string]string{"token": ""}, nil, "token must be"},
		{"an app without its id", map[string]string{"app_id": ""}, nil, "app_id"},
		{"a phone that others reach", nil, []string{"demo.phone=0.0.0.0:8081"}, "demo.phone"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			p := newProgram(t)
			args := []string{"serve", "--migrate", "--set", "database.dsn=" + p.database.DSN, "--set", "secrets.key_file=" + p.keyFile,
				"--set", "server.listen=127.0.0.1:0"}
			for name, value := range app {
				if changed, ok := c.change[name]; ok {
					value = changed
				}
				args = append(args, "--set", fmt.Sprintf("wechat.official.%s=%s", name, value))
			}
			if mode := c.change["mode"]; mode != "" {
				args = append(args, "--set", "wechat.official.mode="+mode)
			}
			for _, one := range c.more {
				args = append(args, "--set", one)
			}
			status, _, stderr := commandLine(args...)
			require.Equal(t, 1, status)
			require.Contains(t, stderr, c.want)
		})
	}
}

func TestSecretsOfWechatComeByTheEnvironment(t *testing.T) {
	t.Setenv("WANPING_WECHAT_OFFICIAL_APP_SECRET", "s")
	p := newProgram(t)
	status, _, stderr := commandLine("serve", "--migrate", "--set", "database.dsn="+p.database.DSN, "--set", "secrets.key_file="+p.keyFile,
		"--set", "server.listen=127.0.0.1:0")
	require.Equal(t, 1, status)
	require.Contains(t, stderr, "wechat: official", "a secret alone is half an app")
}

// Whoever opens the link that the app gives is bound without typing; where WeChat makes none, the code is given alone.
func TestALinkOfTheAppBindsInTheChat(t *testing.T) {
	p := newProgram(t)
	p.start()
	defer p.kill()
	token := p.activate("pyxgaj01")
	issue := func() (code, link string) {
		status, body := p.call(http.MethodPost, "/api/v1/me/binding-codes", token, "", "")
		require.Equal(t, http.StatusCreated, status, body)
		var in struct{ Code, Link string }
		require.NoError(t, json.Unmarshal([]byte(body), &in))
		return in.Code, in.Link
	}

	status, body := p.finger("fault", liaison, map[string]any{"fault": wechatsim.Fault{Path: "/cgi-bin/qrcode/create", Code: 45009, Times: 1}})
	require.Equal(t, http.StatusOK, status, body)
	code, link := issue()
	require.NotEmpty(t, code)
	require.Empty(t, link)

	_, link = issue()
	require.NotEmpty(t, link)
	status, body = p.finger("scan", liaison, map[string]any{"code": link})
	require.Equal(t, http.StatusOK, status, body)
	require.Contains(t, p.answers(liaison, 1), "绑定成功")

	status, body = p.finger("scan", manager, map[string]any{"code": link})
	require.Equal(t, http.StatusOK, status, body)
	require.NotContains(t, p.answers(manager, 1), "绑定成功", "a link is good once, as its code is")
}

// photo is a small picture as the page sends it.
func photo(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 40, 30)), nil))
	return out.Bytes()
}

// The three people, each as a newcomer meets the product on the phone page.
func TestThreePeopleUseTheProductOnThePhone(t *testing.T) {
	p := newProgram(t)
	p.start()
	defer func() { p.kill() }()
	said := map[string]int{}
	tell := func(person, do string, more map[string]any) string {
		t.Helper()
		status, body := p.finger(do, person, more)
		require.Equal(t, http.StatusOK, status, body)
		said[person]++
		return p.answers(person, said[person])
	}
	say := func(person, words string) string {
		t.Helper()
		return tell(person, "say", map[string]any{"text": words})
	}

	tell(liaison, "follow", nil)
	require.Contains(t, say(liaison, "绑定 "+p.codes[liaison]), "绑定成功")
	require.Contains(t, say(liaison, "上报 李小红 13800000012 护照办理"), "请核对")
	require.Contains(t, say(liaison, "1"), "已保存，编号1")
	require.Contains(t, say(liaison, "上报 李小刚 13800000013 为儿子办理健康证"), "请核对")
	require.Contains(t, say(liaison, "1"), "采用“")
	require.Contains(t, say(liaison, "1"), "已保存，编号2", "the suggested wording")
	require.Contains(t, say(liaison, "更正 1"), "更正这一条")
	require.Contains(t, say(liaison, "办结 昨天"), "回复 1 更正")
	require.Contains(t, say(liaison, "1"), "已更正")
	require.Eventually(t, func() bool { // the menus come a moment after the start
		menu := p.screen(liaison).Menu
		return len(menu) > 0 && menu[0].Name == "上报"
	}, 10*time.Second, 20*time.Millisecond)
	require.Contains(t, tell(liaison, "tap", map[string]any{"text": "待报"}), "已报1条")

	tell(manager, "follow", nil)
	require.Contains(t, say(manager, "绑定 "+p.codes[manager]), "绑定成功")
	require.Contains(t, tell(manager, "tap", map[string]any{"text": "今日报送"}), "固定资产投资科")
	require.Contains(t, tell(manager, "tap", map[string]any{"text": "得分"}), "固定资产投资科")
	require.Contains(t, p.answers(manager, said[manager]), "和昨天相比2个有变化")
	require.Contains(t, p.answers(manager, said[manager]), "依据：演示值，并非真实认定")
	require.Contains(t, say(manager, "1"), "固定资产投资科（行政审批） 日常得分")
	require.Contains(t, tell(manager, "tap", map[string]any{"text": "扣分和申诉"}), "申诉期内的扣分2笔")

	codes := p.screen(citizen).Codes
	require.NotEmpty(t, codes)
	said[citizen]++ // the scan that follows
	status, body := p.finger("scan", citizen, map[string]any{"code": codes[0].Ticket})
	require.Equal(t, http.StatusOK, status, body)
	require.Contains(t, p.answers(citizen, 1), "要反映的是：")
	page := regexp.MustCompile(`http://(127\.0\.0\.1:\d+)/c/([0-9a-z]{20})`).FindStringSubmatch(p.answers(citizen, 1))
	require.NotNil(t, page)
	require.Equal(t, strings.TrimPrefix(p.address, "http://"), page[1], "the page that is offered is the program's own")
	status, body = p.call(http.MethodGet, "/api/v1/codes/"+page[2], "", "", "")
	require.Equal(t, http.StatusOK, status, body)
	require.Equal(t, "我要投诉", p.screen(citizen).Menu[0].Name)
	require.Contains(t, say(citizen, "9月27日上午窗口没有人，等了一个小时"), "记下了")
	require.Contains(t, tell(citizen, "picture", map[string]any{"media": photo(t)}), "收到第1张照片")
	require.Contains(t, say(citizen, "下一步"), "愿意留下姓名和手机号吗")
	require.Contains(t, say(citizen, "匿名"), "照片：1张")
	receipt := say(citizen, "1")
	require.Contains(t, receipt, "投诉已收到")
	number := regexp.MustCompile(`\d{4} \d{4} \d{4}`).FindString(receipt)
	secret := regexp.MustCompile(`(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}`).FindString(receipt)
	require.Contains(t, tell(citizen, "tap", map[string]any{"text": "查投诉"}), "请发投诉编号和查询码")
	require.Contains(t, say(citizen, number+" "+secret), "投诉人提交")

	p.stop()
	p.start()
	clear(said)
	tell(liaison, "follow", nil)
	require.Contains(t, say(liaison, "绑定 "+p.codes[liaison]), "绑定成功", "the simulator forgets who had which phone")
}

// The same account's phone in both apps: who is bound in the mini-program opens it and is logged in.
func TestLiaisonOpensTheMiniProgram(t *testing.T) {
	p := newProgram(t)
	p.start()
	defer func() { p.kill() }()
	enter := func(path, more string) (int, string) {
		t.Helper()
		status, body := p.finger("login_code", liaison, map[string]any{"app_id": wechatsim.DemoMiniID})
		require.Equal(t, http.StatusOK, status, body)
		var made struct{ Code string }
		require.NoError(t, json.Unmarshal([]byte(body), &made))
		return p.call(http.MethodPost, path, "", fmt.Sprintf(`{"js_code":%q%s}`, made.Code, more), "")
	}

	status, body := enter("/api/v1/mini/sessions", "")
	require.Equal(t, http.StatusNotFound, status, body)
	require.Contains(t, body, "not_bound")
	status, body = enter("/api/v1/mini/bindings", fmt.Sprintf(`,"code":%q`, p.codes[liaison]))
	require.Equal(t, http.StatusCreated, status, body)
	status, body = enter("/api/v1/mini/sessions", "")
	require.Equal(t, http.StatusCreated, status, body)
	var in struct{ Token string }
	require.NoError(t, json.Unmarshal([]byte(body), &in))
	status, body = p.call(http.MethodGet, "/api/v1/duty", in.Token, "", "")
	require.Equal(t, http.StatusOK, status, body)

	status, body = p.call(http.MethodPost, "/api/v1/mini/sessions", "", `{"js_code":"made-up-code-12345"}`, "")
	require.Equal(t, http.StatusBadRequest, status, body)
	require.Contains(t, body, "退出小程序重新打开")
}
