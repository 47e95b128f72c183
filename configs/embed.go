// Package configs carries what a county edits, and embeds the copies shipped with the program.
package configs

import (
	"embed"
	"io/fs"
)

// FS holds the defaults shipped with the program.
//
//go:embed wanping.yaml complaints.yaml reminders.yaml all:rules all:roster all:calendar all:lexicon all:stages
var FS embed.FS

// Lexicon returns the folder of word lists.
func Lexicon() fs.FS {
	folder, err := fs.Sub(FS, "lexicon")
	if err != nil { // cannot be: the name is good and the folder embedded
		return FS
	}
	return folder
}
