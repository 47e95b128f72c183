package photos

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The example that Amazon publishes: "GET Object" of "Authenticating Requests: Using the Authorization Header".
func TestSignatureOfAmazonsExample(t *testing.T) {
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://examplebucket.s3.amazonaws.com/test.txt", nil)
	require.NoError(t, err)
	r.Header.Set("Range", "bytes=0-9")
	sign(r, nil, S3{Region: "us-east-1", AccessKey: "AKIAIOSFODNN7EXAMPLE", SecretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"},
		time.Date(2013, 5, 24, 0, 0, 0, 0, time.UTC))
	require.Equal(t, "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"+
		"SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
		r.Header.Get("Authorization"))
}

func TestOneAddressMaySendABurstAndThenAPhotoEveryTenSeconds(t *testing.T) {
	l := newLimiter()
	for i := range burst {
		require.True(t, l.take("192.0.2.1", 0), "photo %d", i)
	}
	require.False(t, l.take("192.0.2.1", 0))
	require.False(t, l.take("192.0.2.1", refill-1))
	require.True(t, l.take("192.0.2.2", 0), "others do not feel it")
	require.True(t, l.take("192.0.2.1", refill))
	require.False(t, l.take("192.0.2.1", refill))
	left := 0
	for l.take("192.0.2.1", time.Hour) {
		left++
	}
	require.Equal(t, burst, left, "after a pause a burst again, and no more")
	require.True(t, l.take("2001:db8::1", 0))
	require.Equal(t, l.hash("2001:db8::1"), l.hash("2001:db8::ffff:1"), "a phone has a whole network")
	require.NotEqual(t, l.hash("2001:db8::1"), l.hash("2001:db8:0:1::1"))
}

func TestTheLimiterIsBounded(t *testing.T) {
	l := newLimiter()
	for i := range 3 * limitCount {
		l.take(time.Duration(i).String(), 0)
	}
	require.LessOrEqual(t, len(l.spent), limitCount)
}
