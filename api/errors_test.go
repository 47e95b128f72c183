package api_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// codes reads every Code constant of models.
func codes(t *testing.T) map[string]string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../models/codes.go", nil, 0)
	require.NoError(t, err)
	out := map[string]string{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		value, ok := spec.Values[0].(*ast.BasicLit)
		require.True(t, ok)
		out[spec.Names[0].Name] = strings.Trim(value.Value, `"`)
		return true
	})
	require.NotEmpty(t, out)
	return out
}

func TestEveryCodeHasAStatusAndALine(t *testing.T) {
	table, err := os.ReadFile("errors.go")
	require.NoError(t, err)
	docs, err := os.ReadFile("../docs/errors.md")
	require.NoError(t, err)
	for name, code := range codes(t) {
		require.True(t, strings.Contains(string(table), "models."+name+":"), "errors.go gives %s no status", name)
		require.True(t, strings.Contains(string(docs), "| `"+code+"` |"), "docs/errors.md does not list %s", code)
	}
}
