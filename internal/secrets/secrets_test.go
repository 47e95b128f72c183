package secrets_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"wanping/internal/secrets"
)

func newKeyring(t *testing.T) (*secrets.Keyring, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key")
	created, err := secrets.EnsureKeyFile(path)
	require.NoError(t, err)
	require.True(t, created)
	k, err := secrets.Open(path)
	require.NoError(t, err)
	return k, path
}

func TestWhatIsSealedOpensAsTheSame(t *testing.T) {
	k, _ := newKeyring(t)
	rapid.Check(t, func(rt *rapid.T) {
		purpose, plain := rapid.String().Draw(rt, "purpose"), rapid.String().Draw(rt, "plain")
		sealed, err := k.Seal(purpose, plain)
		require.NoError(rt, err)
		if len(plain) > 3 {
			require.False(rt, bytes.Contains(sealed, []byte(plain)))
		}
		opened, err := k.Open(purpose, sealed)
		require.NoError(rt, err)
		require.Equal(rt, plain, opened)
		_, err = k.Open(purpose+"x", sealed)
		require.ErrorIs(rt, err, secrets.ErrWrongKey, "a value cannot pass for another")
	})
}

func TestAlteredByteIsFound(t *testing.T) {
	k, _ := newKeyring(t)
	sealed, err := k.Seal("name", "李小红")
	require.NoError(t, err)
	for i := range sealed {
		altered := bytes.Clone(sealed)
		altered[i] ^= 1
		_, err := k.Open("name", altered)
		require.ErrorIs(t, err, secrets.ErrWrongKey, "byte %d", i)
	}
	for n := range sealed {
		_, err := k.Open("name", sealed[:n])
		require.ErrorIs(t, err, secrets.ErrWrongKey, "cut at %d", n)
	}
}

func TestIndexTellsPartsApart(t *testing.T) {
	k, _ := newKeyring(t)
	index := func(parts ...string) string {
		b, err := k.Index("p", parts...)
		require.NoError(t, err)
		require.Len(t, b, 32)
		return string(b)
	}
	require.Equal(t, index("a", "b"), index("a", "b"))
	require.NotEqual(t, index("ab", "c"), index("a", "bc"))
	require.NotEqual(t, index("a"), index("a", ""))
	other, _ := newKeyring(t)
	b, err := other.Index("p", "a", "b")
	require.NoError(t, err)
	require.NotEqual(t, index("a", "b"), string(b), "without the key it cannot be computed")
}

func TestRotationIsTakenUpByOthers(t *testing.T) {
	serving, path := newKeyring(t)
	old, err := serving.Seal("name", "李小红")
	require.NoError(t, err)
	oldIndex, err := serving.Index("p", "a")
	require.NoError(t, err)
	require.True(t, serving.Current(old))

	require.NoError(t, secrets.AddKey(path)) // by another process
	var fresh []byte
	require.Eventually(t, func() bool {
		fresh, err = serving.Seal("name", "李小红")
		return err == nil && !serving.Current(old)
	}, 5*time.Second, 10*time.Millisecond)
	require.True(t, serving.Current(fresh))

	opened, err := serving.Open("name", old)
	require.NoError(t, err)
	require.Equal(t, "李小红", opened)
	indexes, err := serving.Indexes("p", "a")
	require.NoError(t, err)
	require.Len(t, indexes, 2)
	require.Equal(t, oldIndex, indexes[1], "what was indexed before is still found")
	require.NotEqual(t, oldIndex, indexes[0])
}

func TestKeyFile(t *testing.T) {
	t.Run("is for its owner only", func(t *testing.T) {
		_, path := newKeyring(t)
		info, err := os.Stat(path)
		require.NoError(t, err)
		require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	})
	t.Run("is not replaced", func(t *testing.T) {
		_, path := newKeyring(t)
		before, err := os.ReadFile(path)
		require.NoError(t, err)
		created, err := secrets.EnsureKeyFile(path)
		require.NoError(t, err)
		require.False(t, created)
		after, err := os.ReadFile(path)
		require.NoError(t, err)
		require.Equal(t, before, after)
	})
	t.Run("that others can read is refused", func(t *testing.T) {
		_, path := newKeyring(t)
		require.NoError(t, os.Chmod(path, 0o644))
		_, err := secrets.Open(path)
		require.ErrorContains(t, err, "chmod 600")
	})
	t.Run("that is damaged is refused without a word of it", func(t *testing.T) {
		_, path := newKeyring(t)
		require.NoError(t, os.WriteFile(path, []byte(`{"keys":[{"id":1,"sealing":"c2VjcmV0"`), 0o600))
		_, err := secrets.Open(path)
		require.ErrorContains(t, err, "damaged")
		require.NotContains(t, err.Error(), "c2VjcmV0")
	})
	t.Run("of another installation opens nothing", func(t *testing.T) {
		a, _ := newKeyring(t)
		b, _ := newKeyring(t)
		sealed, err := a.Seal("name", "李小红")
		require.NoError(t, err)
		_, err = b.Open("name", sealed)
		require.ErrorIs(t, err, secrets.ErrWrongKey)
	})
}

func TestMasks(t *testing.T) {
	for in, want := range map[string]string{"": "", "张": "*", "张三": "张*", "张三丰": "张**", "欧阳修文": "欧***"} {
		require.Equal(t, want, secrets.MaskName(in))
	}
	for in, want := range map[string]string{"": "", "1234567": "*******", "13800000012": "138******12"} {
		require.Equal(t, want, secrets.MaskMobile(in))
	}
}
