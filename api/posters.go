package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"

	"wanping/internal/posters"
	"wanping/internal/qrcodes"
)

func (s *server) GetSectionCodePicture(ctx context.Context, r GetSectionCodePictureRequestObject) (GetSectionCodePictureResponseObject, error) {
	picture, err := s.Codes.Picture(ctx, actorOf(ctx), r.No, string(r.Params.Kind))
	if err != nil {
		return nil, err
	}
	return document{kind: picture.Type, data: picture.Data}, nil
}

func (s *server) GetPosters(ctx context.Context, r GetPostersRequestObject) (GetPostersResponseObject, error) {
	wanted := qrcodes.Wanted{SectionNo: deref(r.Params.SectionNo), UnitNo: deref(r.Params.UnitNo)}
	list, err := s.Codes.List(ctx, actorOf(ctx), wanted)
	if err != nil {
		return nil, err
	}
	size := posters.A4
	if r.Params.Size != nil {
		size = posters.Size(*r.Params.Size)
	}
	var out bytes.Buffer
	if err := posters.Draw(&out, size, s.Office, list); err != nil {
		return nil, err
	}
	return document{kind: "application/pdf", name: fmt.Sprintf("海报-%s-%d张.pdf", size, len(list)), data: out.Bytes()}, nil
}

// document is a file to look at or to keep, answered whole. What it is, is said here and not left to be guessed.
type document struct {
	kind string
	name string // "" to be looked at
	data []byte
}

func (d document) write(w http.ResponseWriter) error {
	h := w.Header()
	h.Set("Content-Type", d.kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Length", fmt.Sprint(len(d.data)))
	if d.name == "" {
		h.Set("Content-Disposition", "inline")
	} else {
		h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(d.name))
	}
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(d.data)
	return err
}

func (d document) VisitGetSectionCodePictureResponse(w http.ResponseWriter) error { return d.write(w) }
func (d document) VisitGetPostersResponse(w http.ResponseWriter) error            { return d.write(w) }
