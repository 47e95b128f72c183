package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime/multipart"

	"wanping/internal/photos"
	"wanping/models"
)

var errNoPhoto = models.NewError(models.CodeRequired, "没有收到照片,请重新选择照片后上传。",
	models.Field{Name: photoField, Code: models.CodeRequired, Message: "没有收到照片,请重新选择照片后上传。"})

const photoField = "photo"

func (s *server) UploadPhoto(ctx context.Context, r UploadPhotoRequestObject) (UploadPhotoResponseObject, error) {
	visit := visitOf(ctx)
	body, err := photoIn(r.Body, len(visit.body))
	if err != nil {
		return nil, err
	}
	id, err := s.Photos.Receive(ctx, photos.Upload{Body: body, Key: r.Params.IdempotencyKey, Address: visit.address})
	if err != nil {
		return nil, err
	}
	return UploadPhoto201JSONResponse{Id: id}, nil
}

// photoIn finds the photo in a form of so many bytes. Other fields are passed over; the file's name and claimed type are
// not looked at.
func photoIn(form *multipart.Reader, size int) ([]byte, error) {
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, errNoPhoto
		}
		if err != nil {
			return nil, errMalformed.Because(err)
		}
		if part.FormName() != photoField {
			continue
		}
		var body bytes.Buffer
		body.Grow(min(size, photos.BodyLimit+1) + bytes.MinRead) // at once: it is not copied as it grows
		if _, err := body.ReadFrom(io.LimitReader(part, photos.BodyLimit+1)); err != nil {
			return nil, errMalformed.Because(err)
		}
		return body.Bytes(), nil
	}
}
