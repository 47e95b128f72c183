// Package configs carries what a county edits, and embeds the copies shipped with the program.
package configs

import "embed"

// FS holds the defaults shipped with the program.
//
//go:embed wanping.yaml all:rules all:roster all:calendar all:lexicon
var FS embed.FS
