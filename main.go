// Command wanping is the whole of 万人评: one program for a county's yearly rating of its sections.
package main

import (
	"os"

	"wanping/internal/app"
)

func main() {
	os.Exit(app.Main(os.Args[1:], app.IO{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
