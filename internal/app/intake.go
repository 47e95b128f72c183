package app

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"

	"wanping/internal/clock"
	"wanping/internal/photos"
	"wanping/internal/posters"
	"wanping/internal/qrcodes"
	"wanping/models"
)

// photosConfig says where the photos of complaints lie.
type photosConfig struct {
	Folder string    `koanf:"folder"`
	S3     photos.S3 `koanf:"s3"`
	Queue  int       `koanf:"queue"`
}

func (c photosConfig) check() error {
	if c.Queue < 1 {
		return errors.New("photos.queue must be above zero")
	}
	return nil
}

// checkPublicURL holds for what is printed on posters: it cannot be called back.
func checkPublicURL(text, env string) error {
	at, err := url.Parse(text)
	if err != nil || at.Host == "" || at.Scheme != "https" && at.Scheme != "http" || at.RawQuery != "" || at.Fragment != "" || at.User != nil {
		return fmt.Errorf("server.public_url is https://HOST, as citizens reach the program, not %q", text)
	}
	if env == envProduction && at.Scheme != "https" && !loopback(at.Host) && !loopback(at.Host+":80") {
		return fmt.Errorf("server.public_url must be https://HOST in production, not %q: it is printed on posters", text)
	}
	return nil
}

// furnishIntake wires what citizens' complaints come in by: QR codes and photos.
func (h *house) furnishIntake() error {
	h.rooms.Codes = qrcodes.New(h.store, h.keys, h.config.Server.PublicURL)
	h.rooms.Codes.Through(wechatChannels{h})
	h.rooms.Office = posters.Office{Name: h.config.Posters.Office, Phone: h.config.Posters.Phone}
	files, err := h.photoFiles()
	if err != nil {
		return err
	}
	h.rooms.Photos = photos.New(h.store, h.keys, files, photos.Settings{
		Unclaimed: h.config.Retention.UnclaimedPhotos, Kept: h.config.Retention.Photos, Queue: h.config.Photos.Queue,
	})
	return nil
}

func (h *house) photoFiles() (photos.Storage, error) {
	c := h.config.Photos
	if c.S3.Endpoint != "" {
		return photos.OpenS3(c.S3, clock.System{})
	}
	if c.Folder != "" {
		return photos.OpenDisk(c.Folder)
	}
	beside := h.config.Secrets.KeyFile
	if h.config.Database.Engine == models.SQLite {
		beside = h.config.Database.DSN
	}
	return photos.OpenDisk(filepath.Join(filepath.Dir(beside), "photos"))
}

// wechatChannels are the codes that WeChat makes, of the apps that the county has.
type wechatChannels struct{ house *house }

var (
	errNoOfficial = models.NewError(models.CodeNotFound, "本县还没有接入公众号,请改用网页二维码。")
	errNoMini     = models.NewError(models.CodeNotFound, "本县还没有接入小程序,请改用网页二维码。")
	errWechat     = models.NewError(models.CodeUnavailable, "微信暂时没有回应,请稍后重试,或先用网页二维码。")
)

// miniPage is where a code of the mini-program leads.
const miniPage = "pages/complain/complain"

func (c wechatChannels) OfficialCode(ctx context.Context, scene string) (string, error) {
	if c.house.wechat == nil || !c.house.config.Wechat.Official.has() {
		return "", errNoOfficial
	}
	made, err := c.house.wechat.SceneCode(ctx, scene, 0)
	if err != nil {
		return "", errWechat.Because(err)
	}
	return made.Link, nil
}

func (c wechatChannels) MiniCode(ctx context.Context, scene string) ([]byte, error) {
	if c.house.wechat == nil || !c.house.config.Wechat.Mini.has() {
		return nil, errNoMini
	}
	picture, err := c.house.wechat.MiniCode(ctx, scene, miniPage)
	if err != nil {
		return nil, errWechat.Because(err)
	}
	return picture, nil
}
