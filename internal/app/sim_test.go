package app

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestTheSimulatorStopsWhenToldAndRefusesAnAddressThatDoesNotEcho(t *testing.T) {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	var out bytes.Buffer
	command := simCmd{Listen: "127.0.0.1:0", Clock: time.Date(2023, 9, 27, 1, 0, 0, 0, time.UTC)}
	require.NoError(t, command.serve(ctx, IO{Out: &out}))
	require.Contains(t, out.String(), "/phone/")

	command.Callback = "http://127.0.0.1:1/wx"
	require.Error(t, command.serve(context.Background(), IO{Out: &out}))
}
