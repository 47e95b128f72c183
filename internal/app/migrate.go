package app

import (
	"context"
	"fmt"

	"wanping/internal/clock"
	"wanping/models"
)

type migrateCmd struct {
	configFlags
	Grants string `help:"Change nothing; print the grants that make NAME@HOST the program's account on MySQL." placeholder:"NAME@HOST"`
}

// Run brings the database to this program's schema and prints the steps it took.
func (c migrateCmd) Run(io IO) error {
	settings, err := c.load()
	if err != nil {
		return err
	}
	if c.Grants != "" {
		return printGrants(io, settings, c.Grants)
	}
	steps, err := migrateStore(context.Background(), settings)
	for _, step := range steps {
		fmt.Fprintln(io.Out, step.File)
	}
	if err == nil && len(steps) == 0 {
		fmt.Fprintln(io.Out, "the schema is up to date")
	}
	return err
}

func printGrants(io IO, c *config, account string) error {
	grants, err := models.Grants(context.Background(), models.StoreConfig{
		Engine: c.Database.Engine, DSN: c.Database.DSN, Clock: clock.System{},
	}, account)
	for _, grant := range grants {
		fmt.Fprintln(io.Out, grant)
	}
	return err
}
