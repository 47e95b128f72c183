package app

import (
	"context"
	"errors"
	"fmt"
	"os"

	"wanping/models"
)

type catalogueCmd struct {
	Import catalogueImportCmd `cmd:"" help:"Approve the items of a table, xlsx or CSV: section, item and perhaps category."`
}

type catalogueImportCmd struct {
	configFlags
	File string `arg:"" name:"FILE" type:"existingfile"`
}

// Run imports the table, or tells its faults by row and exits with 1.
func (c catalogueImportCmd) Run(io IO) error {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return err
	}
	return c.withHouse(func(ctx context.Context, h *house) error {
		done, err := h.rooms.Reporting.ImportCatalogue(ctx, models.CommandLine(), data)
		var refusal *models.Error
		if errors.As(err, &refusal) && len(refusal.Fields) > 0 {
			for _, f := range refusal.Fields {
				fmt.Fprintln(io.Out, f.Message)
			}
			return exit(1)
		}
		if err == nil {
			_, err = fmt.Fprintf(io.Out, "%d items added, %d known already\n", done.Added, done.Known)
		}
		return err
	})
}
