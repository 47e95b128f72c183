package wechatsim

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The vectors are those of WeChat's documentation for checking an implementation.
const (
	vectorToken = "AAAAA"
	vectorApp   = "wxba5fad812f8e6fb9"
)

var vectorKey = strings.Repeat("A", 43)

func TestOfficialVectorsOfSignatures(t *testing.T) {
	for _, v := range []struct{ name, timestamp, nonce, want string }{
		{"the echo of the console", "1714036504", "1514711492", "f464b24fc39322e44b38aa78f5edd27bd1441696"},
		{"a plain message", "1714037059", "486452656", "899cf89e464efb63f54ddac96b0a0a235f53aa78"},
		{"a sealed message", "1714112445", "415670741", "6c5c811b55cc85e0e1b54100749188c20beb3f5d"},
	} {
		t.Run(v.name, func(t *testing.T) {
			require.Equal(t, v.want, sign(vectorToken, v.timestamp, v.nonce))
		})
	}
}

func TestOfficialVectorOfASealedMessage(t *testing.T) {
	const sealed = "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8XGT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIjdf8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
	const plain = `{"ToUserName":"gh_97417a04a28d","FromUserName":"o9AgO5Kd5ggOC-bXrbNODIiE3bGY","CreateTime":1714112445,"MsgType":"event","Event":"debug_demo","debug_str":"hello world"}`
	b, err := newBox(vectorApp, vectorKey)
	require.NoError(t, err)

	opened, err := b.open(sealed)

	require.NoError(t, err)
	require.JSONEq(t, plain, string(opened))
	require.Equal(t, sealed, b.seal(opened, []byte("a8eedb185eb2fecf")))
	require.Equal(t, "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3", sign(vectorToken, "1714112445", "415670741", sealed))
}

func TestOfficialVectorOfASealedReply(t *testing.T) {
	b, err := newBox(vectorApp, vectorKey)
	require.NoError(t, err)
	sealed := b.seal([]byte(`{"demo_resp":"good luck"}`), []byte("707722b803182950"))
	require.Equal(t, "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ==", sealed)
	require.Equal(t, "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1", sign(vectorToken, "1713424427", "415670741", sealed))
}

func TestWhatIsSealedOpensAgainForItsAppOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		mine, err := newBox("wx1", vectorKey)
		require.NoError(t, err)
		other, err := newBox("wx2", vectorKey)
		require.NoError(t, err)
		sealed := mine.seal(plain, nil)
		opened, err := mine.open(sealed)
		require.NoError(t, err)
		require.Equal(t, hex.EncodeToString(plain), hex.EncodeToString(opened))
		_, err = other.open(sealed)
		require.ErrorIs(t, err, errUnreadable)
	})
}

func TestSpoiledSealsDoNotOpen(t *testing.T) {
	b, err := newBox("wx1", vectorKey)
	require.NoError(t, err)
	for name, sealed := range map[string]string{
		"nothing": "", "no base64": "%%%", "no whole block": "AAAA", "noise": strings.Repeat("A", 128),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := b.open(sealed)
			require.ErrorIs(t, err, errUnreadable)
		})
	}
}

func TestAKeyOfWrongLengthIsRefused(t *testing.T) {
	for _, key := range []string{"", strings.Repeat("A", 42), strings.Repeat("A", 44), strings.Repeat("?", 43)} {
		_, err := newBox("wx1", key)
		require.Error(t, err)
	}
}
