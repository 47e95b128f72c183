package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"wanping/internal/ledger"
	"wanping/models"
)

type ledgerCmd struct {
	Verify ledgerVerifyCmd `cmd:"" help:"Walk the whole ledger and name the first flaw; exit 1 where there is one."`
	Export ledgerExportCmd `cmd:"" help:"Write one file that verifies without a database."`
	Head   ledgerHeadCmd   `cmd:"" help:"Sign where the ledger ends now, for units to keep; or print the public key."`
	Erase  ledgerEraseCmd  `cmd:"" help:"Take away what people wrote about an entry; the chain stays as it is."`
}

type ledgerVerifyCmd struct {
	configFlags
	Head   string `help:"A head that was kept outside." type:"existingfile" placeholder:"FILE"`
	Export string `help:"Verify an exported file instead of the database." type:"existingfile" placeholder:"FILE"`
	JSON   bool   `name:"json" help:"Print JSON."`
}

// Run verifies and prints what it found.
func (c ledgerVerifyCmd) Run(io IO) error {
	outside, err := c.outside()
	if err != nil {
		return err
	}
	report, err := c.verify(outside)
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(io.Out, report)
	} else {
		err = printReport(io.Out, report)
	}
	if err == nil && report.Flaw != nil {
		return exit(1)
	}
	return err
}

func (c ledgerVerifyCmd) outside() (*ledger.Head, error) {
	if c.Head == "" {
		return nil, nil
	}
	text, err := os.ReadFile(c.Head)
	if err != nil {
		return nil, fmt.Errorf("read the head: %w", err)
	}
	head, err := ledger.ParseHead(string(text))
	return &head, err
}

func (c ledgerVerifyCmd) verify(outside *ledger.Head) (report ledger.Report, err error) {
	if c.Export != "" {
		file, err := os.Open(c.Export)
		if err != nil {
			return report, fmt.Errorf("read the export: %w", err)
		}
		defer file.Close() // it was read only
		return ledger.VerifyExport(file, outside)
	}
	settings, err := c.load()
	if err != nil {
		return report, err
	}
	ctx := context.Background()
	h, err := openToLook(ctx, settings)
	if err != nil {
		return report, err
	}
	report, err = h.rooms.Points.Ledger.Verify(ctx, outside, h.rooms.Points.Boards.Verify)
	return report, errors.Join(err, h.store.Close())
}

func printReport(w io.Writer, r ledger.Report) error {
	if r.Flaw == nil {
		_, err := fmt.Fprintf(w, "账本完好:%d 条分录,%d 个签名头,末条哈希 %s\n", r.Entries, r.Heads, r.Hash)
		return err
	}
	_, err := fmt.Fprintf(w, "账本有误:第 %d 条的 %s\n  应为 %s\n  实为 %s\n之前的 %d 条完好。\n",
		r.Flaw.Entry, r.Flaw.Field, r.Flaw.Expected, r.Flaw.Found, r.Entries)
	return err
}

type ledgerExportCmd struct {
	configFlags
	File string `arg:"" optional:"" help:"Where to; standard output where it is left out." placeholder:"FILE"`
}

// Run exports the ledger.
func (c ledgerExportCmd) Run(io IO) error {
	return c.withHouse(func(ctx context.Context, h *house) error {
		if c.File == "" {
			return h.rooms.Points.Ledger.Export(ctx, io.Out)
		}
		file, err := os.OpenFile(c.File, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return fmt.Errorf("write the export: %w", err)
		}
		return errors.Join(h.rooms.Points.Ledger.Export(ctx, file), file.Sync(), file.Close())
	})
}

type ledgerHeadCmd struct {
	configFlags
	Key bool   `help:"Print the public key (PEM) instead."`
	QR  string `name:"qr" help:"Also draw the head as a QR code (SVG)." placeholder:"FILE"`
}

// Run signs the head, keeps it, and prints it.
func (c ledgerHeadCmd) Run(io IO) error {
	return c.withHouse(func(ctx context.Context, h *house) error {
		signer, err := h.rooms.Points.Signer()
		if err != nil {
			return err
		}
		if c.Key {
			pem, err := signer.Public().PEM()
			fmt.Fprint(io.Out, pem)
			return err
		}
		head, err := h.rooms.Points.Ledger.SignHead(ctx, signer)
		if err != nil {
			return err
		}
		if c.QR != "" {
			image, err := head.QR()
			if err != nil {
				return err
			}
			if err := os.WriteFile(c.QR, image, 0o600); err != nil {
				return fmt.Errorf("write the QR code: %w", err)
			}
		}
		_, err = fmt.Fprint(io.Out, head.Text())
		return err
	})
}

type ledgerEraseCmd struct {
	desk
	Entry int64 `arg:"" help:"The entry's number."`
}

// Run erases the texts of an entry.
func (c ledgerEraseCmd) Run(io IO) error {
	return c.sit(func(ctx context.Context, h *house, actor models.Actor) error {
		if err := h.rooms.Points.Proposals.Erase(ctx, actor, c.Entry); err != nil {
			return err
		}
		_, err := fmt.Fprintf(io.Out, "第%d号分录的理由文字已清除,账本不变。\n", c.Entry)
		return err
	})
}
