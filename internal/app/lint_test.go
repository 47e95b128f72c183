package app_test

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"wanping/internal/app"
)

// lint runs the command on the input and returns one object a line.
func lint(t *testing.T, input string) []map[string]any {
	t.Helper()
	var out, errs bytes.Buffer
	require.Equal(t, 0, app.Main([]string{"lint"}, app.IO{In: strings.NewReader(input), Out: &out, Err: &errs}), errs.String())
	require.Empty(t, errs.String())
	var objects []map[string]any
	for _, line := range strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n") {
		var object map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &object), line)
		objects = append(objects, object)
	}
	return objects
}

func TestLintGoodLineHasEmptyFindings(t *testing.T) {
	var out bytes.Buffer
	require.Equal(t, 0, app.Main([]string{"lint"}, app.IO{In: strings.NewReader("婚姻登记\n"), Out: &out, Err: io.Discard}))
	require.Equal(t, `{"text":"婚姻登记","ok":true,"findings":[]}`+"\n", out.String())
}

func TestLintBadLineNamesCodeMessageAndSuggestion(t *testing.T) {
	objects := lint(t, "为儿子XX办理健康证\n")
	require.Len(t, objects, 1)
	require.Equal(t, false, objects[0]["ok"])
	findings := objects[0]["findings"].([]any)
	require.Len(t, findings, 2)
	for i, code := range []string{"person_name", "kinship"} {
		finding := findings[i].(map[string]any)
		require.Len(t, finding, 3)
		require.Equal(t, code, finding["code"])
		require.NotEmpty(t, finding["message"])
		require.Equal(t, "办理健康证", finding["suggestion"])
	}
}

func TestLintAnswersEveryLineWhateverItIs(t *testing.T) {
	long := strings.Repeat("长", 1<<20)
	for name, c := range map[string]struct {
		input string
		texts []string
	}{
		"crlf":                {"婚姻登记\r\n门诊治疗\r\n", []string{"婚姻登记", "门诊治疗"}},
		"no end of line":      {"婚姻登记\n门诊治疗", []string{"婚姻登记", "门诊治疗"}},
		"empty lines":         {"\n\n婚姻登记\n", []string{"", "", "婚姻登记"}},
		"not utf-8":           {"婚姻\xff登记\n", []string{"婚姻\uFFFD登记"}},
		"markup":              {"<b>&\n", []string{"<b>&"}},
		"a line of megabytes": {long + "\n婚姻登记\n", []string{strings.Repeat("长", 5461) + "\uFFFD", "婚姻登记"}},
	} {
		t.Run(name, func(t *testing.T) {
			objects := lint(t, c.input)
			require.Len(t, objects, len(c.texts))
			for i, text := range c.texts {
				require.Equal(t, text, objects[i]["text"])
				require.NotNil(t, objects[i]["findings"])
			}
		})
	}
}

func TestLintSaysThatBytesAreNotUTF8(t *testing.T) {
	objects := lint(t, "婚姻\xff登记\n")
	finding := objects[0]["findings"].([]any)[0].(map[string]any)
	require.Equal(t, "unreadable", finding["code"])
	require.Contains(t, finding["message"], "编码")
}

func TestLintKeepsMarkupAsItIs(t *testing.T) {
	var out bytes.Buffer
	require.Equal(t, 0, app.Main([]string{"lint"}, app.IO{In: strings.NewReader("<b>&"), Out: &out, Err: io.Discard}))
	require.Contains(t, out.String(), `"text":"<b>&"`)
}

func TestLintAnswersBeforeMoreIsTyped(t *testing.T) {
	in, typed := io.Pipe()
	answers, out := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- app.Main([]string{"lint"}, app.IO{In: in, Out: out, Err: io.Discard})
	}()
	dec := json.NewDecoder(answers)
	for _, line := range []string{"婚姻登记", "门诊治疗"} {
		_, err := typed.Write([]byte(line + "\n"))
		require.NoError(t, err)
		var object struct{ Text string }
		require.NoError(t, dec.Decode(&object))
		require.Equal(t, line, object.Text)
	}
	require.NoError(t, typed.Close())
	require.Equal(t, 0, <-done)
}
