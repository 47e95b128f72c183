package app

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"wanping/bot/wechatsim"
)

// The simulated mini-program has published the app's pages: whatever opens another is refused, as by WeChat.
func TestTheSimulatedMiniProgramHasTheAppsPages(t *testing.T) {
	text, err := os.ReadFile("../../miniprogram/src/pages.json")
	require.NoError(t, err)
	var pages []string
	for _, match := range regexp.MustCompile(`"path": "([^"]+)"`).FindAllStringSubmatch(string(text), -1) {
		pages = append(pages, match[1])
	}
	require.Equal(t, pages, wechatsim.Demo(nil).Apps[1].Pages)
}

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
