package recent_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/internal/recent"
)

func TestMemory(t *testing.T) {
	looks := 0
	look := func() (int, error) { looks++; return looks, nil }

	t.Run("asks once within the term", func(t *testing.T) {
		looks = 0
		m := recent.New[string, int](time.Hour, 10)
		for range 3 {
			v, err := m.Get("a", look)
			require.NoError(t, err)
			require.Equal(t, 1, v)
		}
	})
	t.Run("asks again after it", func(t *testing.T) {
		looks = 0
		m := recent.New[string, int](0, 10)
		_, _ = m.Get("a", look)
		v, err := m.Get("a", look)
		require.NoError(t, err)
		require.Equal(t, 2, v)
	})
	t.Run("asks again after Forget", func(t *testing.T) {
		looks = 0
		m := recent.New[string, int](time.Hour, 10)
		_, _ = m.Get("a", look)
		m.Forget()
		v, _ := m.Get("a", look)
		require.Equal(t, 2, v)
	})
	t.Run("does not remember what was seen before a change", func(t *testing.T) {
		m := recent.New[string, string](time.Hour, 10)
		before, err := m.Get("a", func() (string, error) { m.Forget(); return "before", nil })
		require.NoError(t, err)
		require.Equal(t, "before", before)
		after, _ := m.Get("a", func() (string, error) { return "after", nil })
		require.Equal(t, "after", after)
	})
	t.Run("does not remember errors", func(t *testing.T) {
		m := recent.New[string, int](time.Hour, 10)
		_, err := m.Get("a", func() (int, error) { return 0, errors.New("no") })
		require.Error(t, err)
		v, err := m.Get("a", func() (int, error) { return 7, nil })
		require.NoError(t, err)
		require.Equal(t, 7, v)
	})
	t.Run("stays within its limit", func(t *testing.T) {
		looks = 0
		m := recent.New[int, int](time.Hour, 2)
		for i := range 5 {
			_, _ = m.Get(i, look)
		}
		_, _ = m.Get(0, look)
		require.Equal(t, 6, looks, "0 was dropped on the way")
	})
}
