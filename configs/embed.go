// Package configs carries what a county edits, and embeds the copies shipped with the program.
// A folder named by --configs on the command line, or WANPING_CONFIGS, stands in for them file by file.
package configs

import "embed"

// FS holds the defaults shipped with the program.
//
//go:embed all:rules all:roster all:calendar all:lexicon
var FS embed.FS
