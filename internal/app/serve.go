package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

type serveCmd struct {
	configFlags
	Migrate bool `help:"Bring the database to this program's schema first."`
}

// Run serves until it is told to stop (SIGINT, SIGTERM), finishes what it has accepted, and closes the database.
func (c serveCmd) Run(io IO) error {
	settings, err := c.load()
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	logger, err := newLogger(settings, io.Err)
	if err != nil {
		return err
	}
	if c.Migrate || settings.Env == envDemo {
		if _, err := migrateStore(ctx, settings); err != nil {
			return err
		}
	}
	settings.demoOpens = settings.demoClock
	settings.demoClock = settings.demoClock.Add(-demoEve)
	h, err := open(ctx, settings)
	if err != nil {
		return err
	}
	return errors.Join(h.serve(ctx, io, logger), h.store.Close())
}

// serve opens the doors, and WeChat beside them, until ctx ends.
func (h *house) serve(ctx context.Context, io IO, logger *slog.Logger) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", h.config.Server.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	if err := h.openPhone(ctx, reachable(listener.Addr().String())); err != nil {
		return errors.Join(err, listener.Close())
	}
	return errors.Join(h.serveOn(ctx, listener, io, logger), h.closeWechat())
}

func (h *house) serveOn(ctx context.Context, listener net.Listener, io IO, logger *slog.Logger) error {
	handler, err := h.handler(logger)
	if err == nil && h.demo != nil {
		err = h.settle(ctx)
	}
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	working, stop := context.WithCancel(ctx)
	wait := h.background(working, logger)
	defer wait()
	defer stop()
	return h.run(ctx, listener, handler, io, logger)
}

// run serves until ctx ends and then waits for the requests under way.
func (h *house) run(ctx context.Context, listener net.Listener, handler http.Handler, io IO, logger *slog.Logger) error {
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	logger.Info("serving", "address", listener.Addr().String(), "env", h.config.Env, "engine", h.store.Engine())
	if err := h.greet(ctx, io.Out, listener.Addr().String()); err != nil {
		return errors.Join(err, server.Close())
	}
	var menus sync.WaitGroup
	menus.Go(func() { h.publishMenu(ctx, logger) })
	defer menus.Wait()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	logger.Info("stopping")
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), h.config.Server.StopWithin)
	defer cancel()
	return server.Shutdown(within)
}

// greet connects the demo's phone to the program, which serves by now, and says where to look.
func (h *house) greet(ctx context.Context, w io.Writer, address string) error {
	if h.phone != nil {
		if err := errors.Join(h.phone.connect(ctx), h.hangCodes(ctx)); err != nil {
			return err
		}
	}
	if h.demo == nil {
		return nil
	}
	return h.welcome(ctx, w, address)
}
