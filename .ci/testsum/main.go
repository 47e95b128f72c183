// Command testsum reads `go test -json`, and other runners that speak like it, on standard input, prints what failed, and
// closes with counts per suite.
// It fails where a test failed and, with CI=true, where one was skipped: a test that did not run proves nothing.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"
)

type event struct {
	Action, Package, Test, Output string
	ImportPath                    string
}

type count struct{ passed, failed, skipped int }

// suites are told apart by folder; the rest is unit.
var suites = []struct{ prefix, name string }{
	{"wanping/internal/arch", "architecture"},
	{"wanping/models", "store, both engines"},
	{"wanping/api", "contract and doors"},
	{"wanping/scoring", "scoring"},
	{"wanping/bot", "wechat"},
	{"wanping/internal/app", "command line"},
	{"wanping/miniprogram", "phone app"},
	{"wanping/e2e", "browser"},
}

func suiteOf(path string) string {
	for _, s := range suites {
		if strings.HasPrefix(path, s.prefix) {
			return s.name
		}
	}
	return "rooms"
}

func main() {
	counts, output, broken := map[string]*count{}, map[string]*strings.Builder{}, false
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var e event
		if json.Unmarshal(in.Bytes(), &e) != nil {
			fmt.Println(in.Text())
			continue
		}
		broken = take(e, counts, output) || broken
	}
	total := report(counts)
	if broken || total.failed > 0 || in.Err() != nil || total.passed == 0 {
		os.Exit(1)
	}
	if total.skipped > 0 && os.Getenv("CI") == "true" {
		fmt.Println("a skipped test is a failure here")
		os.Exit(1)
	}
}

// take counts one event and reports whether a package as a whole is broken (it did not build, or died).
func take(e event, counts map[string]*count, output map[string]*strings.Builder) (broken bool) {
	key := e.Package + e.ImportPath + " " + e.Test
	suite := suiteOf(e.Package)
	if counts[suite] == nil && e.Test != "" {
		counts[suite] = &count{}
	}
	switch e.Action {
	case "output", "build-output":
		if output[key] == nil {
			output[key] = &strings.Builder{}
		}
		output[key].WriteString(e.Output)
		return false
	case "pass":
		if e.Test != "" {
			counts[suite].passed++
		}
	case "skip":
		if e.Test != "" {
			counts[suite].skipped++
			fmt.Printf("SKIP %s %s\n", e.Package, e.Test)
		}
	case "fail", "build-fail":
		if e.Test != "" {
			counts[suite].failed++
		}
		if said := output[key]; said != nil {
			fmt.Printf("FAIL %s\n%s", key, said)
		}
		broken = true
	default:
		return false
	}
	delete(output, key)
	return broken
}

func report(counts map[string]*count) count {
	names := make([]string, 0, len(counts))
	for name := range counts {
		names = append(names, name)
	}
	sort.Strings(names)
	var total count
	for _, name := range names {
		c := counts[name]
		fmt.Printf("%-22s %5d passed %4d failed %4d skipped\n", name, c.passed, c.failed, c.skipped)
		total.passed, total.failed, total.skipped = total.passed+c.passed, total.failed+c.failed, total.skipped+c.skipped
	}
	fmt.Printf("%d passed, %d failed, %d skipped\n", total.passed, total.failed, total.skipped)
	return total
}
