package api

import (
	"encoding/base64"
	"strconv"

	"wanping/models"
)

const pageDefault = 50

// page is where a list goes on and how long it is. The cursor is opaque to clients: the id of the last item.
type page struct {
	from  int64
	limit int
}

func pageOf(cursor *string, limit *int) (page, error) {
	p := page{limit: pageDefault}
	if limit != nil {
		p.limit = *limit
	}
	if cursor == nil {
		return p, nil
	}
	text, err := base64.RawURLEncoding.DecodeString(*cursor)
	if err == nil {
		p.from, err = strconv.ParseInt(string(text), 10, 64)
	}
	if err != nil || p.from < 1 {
		return p, models.NewError(models.CodeInvalidCursor, "翻页位置已失效,请从第一页重新查看。")
	}
	return p, nil
}

// fetch is one more than the page holds, to know whether there is a next.
func (p page) fetch() int { return p.limit + 1 }

// cut ends the page and returns the cursor of the next one, or nil.
func cut[T any](p page, items []T, id func(T) int64) ([]T, *string) {
	if len(items) <= p.limit {
		return items, nil
	}
	items = items[:p.limit]
	next := base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(id(items[len(items)-1]), 10)))
	return items, &next
}

func each[From, To any](items []From, to func(From) To) []To {
	out := make([]To, 0, len(items))
	for _, item := range items {
		out = append(out, to(item))
	}
	return out
}

func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
