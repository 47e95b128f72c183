package bot

import (
	"context"
	"fmt"
	"slices"

	"wanping/internal/photos"
	"wanping/models"
)

// picture fetches a photo from the chat and hands it in.
type picture struct{ mediaID string }

func (c picture) make(ctx context.Context, d Desk, in input) (outcome, error) {
	data, _, err := d.Pictures.Picture(ctx, c.mediaID)
	if err != nil {
		d.Log.WarnContext(ctx, "a picture of the chat could not be fetched", "error", err)
		return pictured{err: errNoPicture}, nil
	}
	id, err := d.Photos.Receive(ctx, photos.Upload{Body: data, Key: "wechat-" + in.ID, Address: addressOf(in.OpenID)})
	return pictured{id: id, err: err}, unforeseen(err)
}

var errNoPicture = models.NewError(models.CodeUnavailable, "这张照片没有取到,没有保存,请再发一次。")

type pictured struct {
	id  string
	err error
}

func (o pictured) tell(s State, _ input) (State, string) {
	if o.err != nil || s.Case == nil {
		return s, models.MessageOf(o.err) + reminder(s)
	}
	g := *s.Case
	if !slices.Contains(g.Photos, o.id) {
		g.Photos = append(slices.Clone(g.Photos), o.id)
	}
	s.Case = &g
	told := fmt.Sprintf("收到第%d张照片。", len(g.Photos))
	if s.Asking == askStory {
		return s, told + "请再写明时间、经过和诉求。不投诉就回复“取消”。"
	}
	return s, told + asking(s)
}

// photograph takes a picture for the complaint.
func photograph(s State, in input) (State, turn) {
	if len(s.Case.Photos) >= photosMost {
		return say(s, fmt.Sprintf("照片最多%d张,这一张没有保存。", photosMost)+reminder(s))
	}
	return ask(s, picture{mediaID: in.MediaID})
}
