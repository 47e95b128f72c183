package app

import (
	"context"
	"errors"
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

func (h *house) printPosters(path string, size posters.Size, list []qrcodes.Issued) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(posters.Draw(file, size, h.rooms.Office, list), file.Close())
}
