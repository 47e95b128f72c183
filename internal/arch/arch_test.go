// Package arch holds the house together: who may import whom, checked by plain `go test ./...`.
package arch_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

type goPackage struct {
	ImportPath string
	Imports    []string
}

const module = "wanping/"

// floors from the cellar up: a package imports its own floor's neighbours only where neighbours says so, and floors
// below. docs/architecture.md draws this.
var floors = map[string]int{
	"scoring": 0, "configs": 0, "internal/clock": 0, "internal/recent": 1,
	"models":           1,
	"internal/ledger":  2,
	"internal/secrets": 2, "internal/calendar": 2, "internal/wording": 2, "internal/sheet": 2,
	"internal/backup": 3, "internal/outbox": 3, "internal/proposals": 3, "internal/boards": 4,
	"internal/accounts": 5, "internal/roster": 5, "internal/reporting": 5, "internal/complaints": 5, "internal/leads": 6,
	"internal/reminders": 7, "api": 7, "bot": 7,
	"internal/app": 8,
	"":             9, // main
}

// aside are packages that stand beside the house: tests', tools', and the WeChat rooms with rules of their own.
var aside = []string{
	"models/modelstest", "internal/testkit", "internal/arch", "bot/wechat", "bot/wechatsim", ".ci",
}

// only says which packages alone may import a part.
var only = map[string][]string{
	"gorm.io/":                        {"models", "models/modelstest"},
	"github.com/go-sql-driver/":       {"models", "models/modelstest"},
	"modernc.org/sqlite":              {"models"},
	"github.com/silenceper/wechat":    {"bot/wechat"},
	"github.com/gin-gonic/":           {"api"},
	"github.com/alecthomas/kong":      {"internal/app"},
	"github.com/knadh/koanf":          {"internal/app"},
	"github.com/stretchr/testify":     {"models/modelstest", "internal/testkit", "bot/wechat/wechattest"},
	"github.com/6tail/lunar-go":       {},
	"github.com/pressly/goose":        {"models"},
	"github.com/alexedwards/argon2id": {"internal/accounts"},
}

func packages(t *testing.T) []goPackage {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", module+"...").Output()
	require.NoError(t, err)
	var list []goPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var p goPackage
		require.NoError(t, decoder.Decode(&p))
		list = append(list, p)
	}
	require.NotEmpty(t, list)
	return list
}

func room(path string) string {
	return strings.TrimPrefix(strings.TrimPrefix(path, strings.TrimSuffix(module, "/")), "/")
}

func TestRoomsImportDownwards(t *testing.T) {
	for _, p := range packages(t) {
		from := room(p.ImportPath)
		if slices.ContainsFunc(aside, func(a string) bool { return from == a || strings.HasPrefix(from, a+"/") }) {
			continue
		}
		floor, known := floors[from]
		if !known {
			t.Errorf("%s has no floor: give it one here and in docs/architecture.md", from)
			continue
		}
		for _, path := range p.Imports {
			if !strings.HasPrefix(path, module) {
				continue
			}
			to := room(path)
			below, known := floors[to]
			switch {
			case !known && from == "internal/app": // the assembly may take in what stands aside
			case !known:
				t.Errorf("%s imports %s, which stands beside the house", from, to)
			case below >= floor:
				t.Errorf("%s (floor %d) imports %s (floor %d)", from, floor, to, below)
			}
		}
	}
}

func TestPartsHaveOneRoom(t *testing.T) {
	for _, p := range packages(t) {
		for _, path := range p.Imports {
			for part, rooms := range only {
				if strings.HasPrefix(path, part) {
					require.Contains(t, rooms, room(p.ImportPath), "%s is imported by %s", path, p.ImportPath)
				}
			}
		}
	}
}

func TestScoringIsPure(t *testing.T) {
	banned := []string{"net", "net/http", "os", "time", "math/rand", "math/rand/v2", "database/sql", "log", "log/slog"}
	for _, p := range packages(t) {
		if room(p.ImportPath) != "scoring" {
			continue
		}
		for _, path := range p.Imports {
			require.False(t, strings.HasPrefix(path, module), "scoring imports %s", path)
			require.NotContains(t, banned, path)
		}
	}
}

func TestTestkitStaysOutOfTheProgram(t *testing.T) {
	for _, p := range packages(t) {
		for _, kit := range []string{module + "internal/testkit", module + "models/modelstest"} {
			if slices.Contains(p.Imports, kit) {
				require.Equal(t, "wanping/internal/testkit", p.ImportPath)
			}
		}
	}
}
