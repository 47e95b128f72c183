package app

import (
	"fmt"
	"runtime/debug"
)

// version is set by the linker for releases.
var version = "dev"

type versionCmd struct{}

// Run prints the version, the revision and the Go release on one line.
func (versionCmd) Run(io IO) error {
	revision, goVersion := "unknown", "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		goVersion = info.GoVersion
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				revision = s.Value
			}
		}
	}
	_, err := fmt.Fprintf(io.Out, "wanping %s (revision %s, %s)\n", version, revision, goVersion)
	return err
}
