// Package arch holds the house together: who may import whom, checked by plain `go test ./...`.
package arch_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// goPackage is a package of the program, without its tests.
type goPackage struct {
	ImportPath string
	Imports    []string
}

const module = "wanping/"

// floors from the cellar up: a package imports its own floor's neighbours only where neighbours says so, and floors
// below. docs/architecture.md draws this.
var floors = map[string]int{
	"scoring": 0, "configs": 0, "internal/clock": 0,
	"models": 1, "internal/recent": 1,
	"internal/secrets": 2, "internal/calendar": 2, "internal/wording": 2, "internal/sheet": 2, "internal/backup": 3,
	"internal/ledger": 3, "internal/outbox": 3,
	"internal/qrcodes": 3, "internal/photos": 3, "internal/posters": 4,
	"internal/schedule": 3, "internal/sms": 4, "internal/stages": 3, "internal/facts": 4,
	"internal/proposals": 5, "internal/boards": 5,
	"internal/accounts": 6, "internal/roster": 6, "internal/reporting": 6, "internal/leads": 7, "internal/complaints": 7,
	"internal/reminders":   7,
	"bot/wechat":           2, // its imports have tests of their own
	"internal/wechatstore": 6,
	"api":                  8, "bot": 8,
	"internal/app": 9,
	"":             10, // main
}

// aside are packages that stand beside the house: tests', tools', and the WeChat rooms with rules of their own.
var aside = []string{
	"models/modelstest", "internal/testkit", "internal/facts/factstest", "bot/wechat/wechattest", "bot/wechatsim",
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
	"github.com/stretchr/testify":     {"models/modelstest", "internal/testkit", "internal/facts/factstest", "bot/wechat/wechattest"},
	"github.com/6tail/lunar-go":       {},
	"github.com/pressly/goose":        {"models"},
	"github.com/alexedwards/argon2id": {"internal/accounts"},
}

// packages reads the imports of all packages from their files: what this process opens, the test cache keeps an eye on.
func packages(t *testing.T) []goPackage {
	t.Helper()
	root := filepath.Join("..", "..")
	byFolder := map[string]*goPackage{}
	require.NoError(t, filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		require.NoError(t, err)
		if entry.IsDir() {
			return skipFolder(root, path, entry.Name())
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		require.NoError(t, err)
		folder, err := filepath.Rel(root, filepath.Dir(path))
		require.NoError(t, err)
		if byFolder[folder] == nil {
			byFolder[folder] = &goPackage{ImportPath: strings.TrimSuffix(module+strings.TrimPrefix(filepath.ToSlash(folder), "."), "/")}
		}
		for _, spec := range file.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			byFolder[folder].Imports = append(byFolder[folder].Imports, name)
		}
		return nil
	}))
	list := make([]goPackage, 0, len(byFolder))
	for _, p := range byFolder {
		list = append(list, *p)
	}
	require.NotEmpty(t, list)
	return list
}

func skipFolder(root, path, name string) error {
	if path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules" || name == "miniprogram") {
		return filepath.SkipDir
	}
	return nil
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

func TestKitsOfTestsStayOutOfTheProgram(t *testing.T) {
	kits := []string{"internal/testkit", "models/modelstest", "internal/facts/factstest", "bot/wechat/wechattest"}
	for _, p := range packages(t) {
		for _, path := range p.Imports {
			if slices.Contains(kits, room(path)) {
				require.Contains(t, kits, room(p.ImportPath), "%s imports %s", p.ImportPath, path)
			}
		}
	}
}
