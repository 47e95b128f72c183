package app

import (
	"bytes"
	"context"
	"fmt"
	"os"

	"wanping/internal/posters"
	"wanping/internal/qrcodes"
	"wanping/models"
)

type postersCmd struct {
	configFlags
	Out     string `required:"" help:"The PDF to make; one that is there is replaced." placeholder:"FILE"`
	Section int    `help:"Only this section's." xor:"whose" placeholder:"NO"`
	Unit    int    `help:"Only this unit's sections." xor:"whose" placeholder:"NO"`
	Size    string `help:"a4 or a5." enum:"a4,a5" default:"a4"`
}

// Run prints posters to one PDF, a page a section.
func (c postersCmd) Run(io IO) error {
	return c.withHouse(func(ctx context.Context, h *house) error {
		list, err := h.rooms.Codes.List(ctx, models.CommandLine(), qrcodes.Wanted{SectionNo: c.Section, UnitNo: c.Unit})
		if err != nil {
			return err
		}
		if err := h.printPosters(c.Out, posters.Size(c.Size), list); err != nil {
			return err
		}
		_, err = fmt.Fprintf(io.Out, "%d posters in %s, their codes lead to %s/c/\n", len(list), c.Out, h.config.Server.PublicURL)
		return err
	})
}

// printPosters draws first and writes then: what cannot be drawn leaves an earlier file as it was.
func (h *house) printPosters(path string, size posters.Size, list []qrcodes.Issued) error {
	var pdf bytes.Buffer
	if err := posters.Draw(&pdf, size, h.rooms.Office, list); err != nil {
		return err
	}
	return os.WriteFile(path, pdf.Bytes(), 0o644) //nolint:gosec // posters hang on walls
}
