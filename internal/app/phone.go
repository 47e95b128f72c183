package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"time"

	"wanping/bot/wechatsim"
	"wanping/internal/clock"
	"wanping/internal/outbox"
)

// phone is the demo's WeChat with the page to meet it on: a platform in this process, on a loopback address of its own.
type phone struct {
	platform *wechatsim.Platform
	address  string
	server   *http.Server
	program  string // the program's own address
	lines    []*http.Server
}

// openPhone starts the simulator where the demo wants one, and makes its apps the program's. It answers calls at once;
// callbacks begin with connect.
func (h *house) openPhone(ctx context.Context, program string) error {
	if h.demo == nil || h.config.Demo.Phone == "" || h.config.Wechat.on() {
		return nil
	}
	p := &phone{program: "http://" + program}
	config := wechatsim.Demo(h.demo)
	config.H5 = p.program + "/m/"
	config.SetClock = p.setClock
	if err := p.connectPeople(ctx, &config); err != nil {
		return errors.Join(err, p.hangUp())
	}
	var err error
	if p.platform, err = wechatsim.New(config); err != nil {
		return errors.Join(err, p.hangUp())
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", h.config.Demo.Phone)
	if err != nil {
		p.platform.Close()
		_ = p.hangUp()
		return fmt.Errorf("the phone page cannot listen (another address: --set demo.phone=127.0.0.1:8082, none: --set demo.phone=): %w", err)
	}
	p.address = listener.Addr().String()
	p.server = &http.Server{Handler: p.platform, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second}
	go func() { _ = p.server.Serve(listener) }() // ends with close
	h.phone = p
	h.config.Wechat = demoWechat(config, "http://"+p.address)
	return nil
}

// demoWechat is the program's side of the simulator's apps.
func demoWechat(sim wechatsim.Config, base string) wechatConfig {
	c := wechatConfig{APIBase: base}
	for i, to := range []*wechatApp{&c.Official, &c.Mini} {
		a := sim.Apps[i]
		*to = wechatApp{AppID: a.ID, AppSecret: a.Secret, OriginalID: a.OriginalID, Token: a.Token, AESKey: a.AESKey, Mode: string(a.Mode)}
	}
	o, m := &c.Official.Templates, &c.Mini.Templates
	o.Duty, o.Deduction, o.Complaint, o.Summary = wechatsim.DemoTemplateDuty, wechatsim.DemoTemplateDeduction, wechatsim.DemoTemplateComplaint, wechatsim.DemoTemplateSummary
	m.Duty, m.Deduction, m.Complaint, m.Summary = wechatsim.DemoNoticeDuty, wechatsim.DemoNoticeDeduction, wechatsim.DemoNoticeComplaint, wechatsim.DemoNoticeSummary
	c.Mini.LongTerm = []string{outbox.CardSummary}
	return c
}

// connect tells the simulator where the program's callbacks are, which serves by now.
func (p *phone) connect(ctx context.Context) error {
	return errors.Join(
		p.platform.Connect(ctx, wechatsim.DemoOfficialID, p.program+officialCallback),
		p.platform.Connect(ctx, wechatsim.DemoMiniID, p.program+miniCallback),
	)
}

// close ends the page, and the callbacks that are on their way.
func (p *phone) close() error {
	err := errors.Join(p.server.Close(), p.hangUp())
	p.platform.Close()
	return err
}

// connectPeople gives each person an own address of the program, handed through as it is. A browser keeps what a page
// stores by address: who logs in on one phone is not logged in on the next.
func (p *phone) connectPeople(ctx context.Context, config *wechatsim.Config) error {
	target, err := url.Parse(p.program)
	if err != nil {
		return err
	}
	config.Frames = map[string]string{}
	for _, who := range config.People {
		listener, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		line := &http.Server{Handler: httputil.NewSingleHostReverseProxy(target), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 30 * time.Second}
		p.lines = append(p.lines, line)
		go func() { _ = line.Serve(listener) }() // ends with hangUp
		config.Frames[who.Name] = "http://" + listener.Addr().String() + "/m/"
	}
	return nil
}

func (p *phone) hangUp() error {
	var failures []error
	for _, line := range p.lines {
		failures = append(failures, line.Close())
	}
	return errors.Join(failures...)
}

// setClock puts the demo clock forward by the program's own door, whose rules hold for the page too.
func (p *phone) setClock(ctx context.Context, at time.Time) error {
	body, err := json.Marshal(map[string]string{"now": at.In(clock.Shanghai).Format(time.RFC3339)})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPut, p.program+"/api/v1/demo/clock", bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode == http.StatusOK {
		return nil
	}
	var refusal struct{ Error struct{ Message string } }
	if json.NewDecoder(answer.Body).Decode(&refusal) != nil || refusal.Error.Message == "" {
		return fmt.Errorf("the program answers %s", answer.Status)
	}
	return errors.New(refusal.Error.Message)
}

// reachable is an address to call for one that was listened on: 127.0.0.1 where that is any.
func reachable(address string) string {
	listening, err := netip.ParseAddrPort(address)
	if err != nil || !listening.Addr().IsUnspecified() {
		return address
	}
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), listening.Port()).String()
}
