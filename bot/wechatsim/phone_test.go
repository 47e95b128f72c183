package wechatsim_test

import (
	"io/fs"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestThePhonePageHasNothingItsPolicyForbidsAndNoMarkupFromText(t *testing.T) {
	files := os.DirFS("phone")
	names, err := fs.Glob(files, "*")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		require.NoError(t, err)
		for _, forbidden := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "onclick=", "style=\"", "<style", "eval(", "//cdn", "@import", "url("} {
			require.NotContains(t, string(data), forbidden, name)
		}
	}
}
