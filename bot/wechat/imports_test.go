package wechat_test

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// imported lists what the non-test files of a folder import.
func imported(t *testing.T, folder string) map[string]bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	paths := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		require.NoError(t, err)
		for _, one := range file.Imports {
			paths[strings.Trim(one.Path.Value, `"`)] = true
		}
	}
	return paths
}

func TestTheGatewayAndTheSimulatorShareNoCode(t *testing.T) {
	for path := range imported(t, "../wechatsim") {
		if strings.HasPrefix(path, "wanping/") {
			require.Equal(t, "wanping/internal/clock", path)
		}
		require.NotContains(t, path, "silenceper")
	}
	require.NotContains(t, imported(t, "."), "wanping/bot/wechatsim")
}
