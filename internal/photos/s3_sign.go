package photos

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"time"
)

const (
	signAlgorithm = "AWS4-HMAC-SHA256"
	signTime      = "20060102T150405Z"
	signDay       = "20060102"
)

// sign adds the headers of AWS Signature Version 4 for service s3 to a request without a query.
func sign(r *http.Request, body []byte, c S3, at time.Time) {
	at = at.UTC()
	sum := sha256.Sum256(body)
	payload := hex.EncodeToString(sum[:])
	r.Header.Set("X-Amz-Date", at.Format(signTime))
	r.Header.Set("X-Amz-Content-Sha256", payload)
	names, headers := signedHeaders(r)
	canonical := strings.Join([]string{r.Method, r.URL.EscapedPath(), "", headers, names, payload}, "\n")
	hashed := sha256.Sum256([]byte(canonical))
	scope := at.Format(signDay) + "/" + c.Region + "/s3/aws4_request"
	toSign := strings.Join([]string{signAlgorithm, at.Format(signTime), scope, hex.EncodeToString(hashed[:])}, "\n")
	signature := hex.EncodeToString(mac(signingKey(c, at), toSign))
	r.Header.Set("Authorization", signAlgorithm+" Credential="+c.AccessKey+"/"+scope+",SignedHeaders="+names+",Signature="+signature)
}

// signedHeaders lists the host and all headers, by name, as names and as lines.
func signedHeaders(r *http.Request) (names, lines string) {
	values := map[string]string{"host": r.URL.Host}
	for name := range r.Header {
		values[strings.ToLower(name)] = strings.TrimSpace(r.Header.Get(name))
	}
	keys := make([]string, 0, len(values))
	for name := range values {
		keys = append(keys, name)
	}
	slices.Sort(keys)
	var b strings.Builder
	for _, name := range keys {
		b.WriteString(name + ":" + values[name] + "\n")
	}
	return strings.Join(keys, ";"), b.String()
}

func signingKey(c S3, at time.Time) []byte {
	key := mac([]byte("AWS4"+c.SecretKey), at.Format(signDay))
	for _, part := range []string{c.Region, "s3", "aws4_request"} {
		key = mac(key, part)
	}
	return key
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
