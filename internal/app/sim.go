package app

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"wanping/bot/wechatsim"
	"wanping/internal/clock"
)

// simCmd runs the WeChat simulator by itself, for scripts and for a product that runs beside it. Demo only.
type simCmd struct {
	Listen   string    `default:"127.0.0.1:8099" help:"Address to listen on."`
	Clock    time.Time `default:"2023-09-27T09:00:00+08:00" help:"What the demo clock shows at the start."`
	Callback string    `help:"Callback address of the demo official account; asked to echo first."`
	Mini     string    `help:"Callback address of the demo mini-program."`
	H5       string    `help:"Address of the mini-program's H5 page, shown beside the chat."`
}

// Run serves until it is interrupted.
func (c *simCmd) Run(io IO) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return c.serve(ctx, io)
}

func (c *simCmd) serve(ctx context.Context, io IO) error {
	config := wechatsim.Demo(clock.NewTicking(c.Clock))
	config.H5 = c.H5
	platform, err := wechatsim.New(config)
	if err != nil {
		return err
	}
	defer platform.Close()
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	server := &http.Server{Handler: platform, ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	defer func() { _ = server.Close() }() // its error is that of a listener that is closed anyway
	fmt.Fprintf(io.Out, "phone page: http://%s/phone/\n", listener.Addr())
	if err := c.connect(ctx, platform); err != nil {
		return err
	}
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
		return nil
	}
}

func (c *simCmd) connect(ctx context.Context, platform *wechatsim.Platform) error {
	var failures []error
	for appID, address := range map[string]string{wechatsim.DemoOfficialID: c.Callback, wechatsim.DemoMiniID: c.Mini} {
		if address != "" {
			failures = append(failures, platform.Connect(ctx, appID, address))
		}
	}
	return errors.Join(failures...)
}
