package app

import (
	"context"
	"fmt"
)

type migrateCmd struct{ configFlags }

// Run brings the database to this program's schema and prints the steps it took.
func (c migrateCmd) Run(io IO) error {
	settings, err := c.load()
	if err != nil {
		return err
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
