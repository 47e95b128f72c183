package scoring

import (
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAJobThatPanicsPanicsWhereItWasAskedFor(t *testing.T) {
	var done atomic.Int64
	require.PanicsWithValue(t, "the seventh", func() {
		share(2, 100, func(_, job int) {
			if job == 7 {
				panic("the seventh")
			}
			done.Add(1)
		})
	})
	require.EqualValues(t, 99, done.Load(), "the other hand does the rest")
}
