// Package photos takes in the photos of complaints. A photo is durable as soon as it is acknowledged, but nobody may
// open it before a worker has made it anew: turned upright, scaled, and without any metadata. What came first is then
// deleted. Files are sealed at rest with the keys of the key file.
//
// The order survives a crash at any point: the row first (arriving), then the file, then the row again (quarantine),
// then the answer; a file without a row cannot be.
package photos

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"wanping/internal/clock"
	"wanping/internal/secrets"
	"wanping/models"
)

// PerComplaint is how many photos a complaint may have.
const PerComplaint = 6

const (
	purposeRaw   = "photo.raw."   // and the file's name: no file passes for another
	purposeClean = "photo.clean." // likewise
)

// Settings bound what is kept.
type Settings struct {
	Unclaimed time.Duration // how long a photo may wait for its complaint
	Kept      time.Duration // how long a complaint's photos are kept
	Queue     int           // photos that may wait to be made anew
}

// Photos takes photos in, makes them anew and shows them.
type Photos struct {
	store    *models.Store
	keys     *secrets.Keyring
	files    Storage
	settings Settings
	limiter  *limiter
	wake     chan struct{} // tells the worker that there is something
	working  chan struct{} // one photo at a time in this process
}

// New returns the photos over a store and a storage.
func New(store *models.Store, keys *secrets.Keyring, files Storage, settings Settings) *Photos {
	return &Photos{
		store: store, keys: keys, files: files, settings: settings, limiter: newLimiter(),
		wake: make(chan struct{}, 1), working: make(chan struct{}, 1),
	}
}

// Upload is a photo as it was sent. Its file's name is not asked for, and the address only counted.
type Upload struct {
	Body    []byte
	Key     string // Idempotency-Key
	Address string
}

// Receive keeps a photo in quarantine and returns its id, by which a complaint claims it. The same key and body have the
// same id. Errors: CodePhotoType, CodePhotoTooLarge, CodePhotoPixels, CodePhotoUnreadable; CodeTooManyRequests;
// CodePhotoQueue; CodeIdempotencyConflict; the store's.
func (p *Photos) Receive(ctx context.Context, in Upload) (id string, err error) {
	if !p.limiter.take(in.Address, clock.Running()) {
		return "", errTooMany
	}
	if _, err := inspect(in.Body); err != nil {
		return "", err
	}
	u, err := p.uploadOf(in.Key, in.Body)
	if err != nil {
		return "", err
	}
	row, err := p.admit(ctx, u, in)
	if err != nil {
		return "", err
	}
	if id, err = u.token(row); err != nil || row.State != models.PhotoArriving {
		return id, err
	}
	return id, p.quarantine(ctx, row, in.Body)
}

// admit finds the photo of the key, or stores its row.
func (p *Photos) admit(ctx context.Context, u upload, in Upload) (models.Photo, error) {
	name := make([]byte, 16)
	if _, err := rand.Read(name); err != nil {
		return models.Photo{}, fmt.Errorf("draw a name: %w", err)
	}
	var row models.Photo
	err := p.store.Write(ctx, func(tx *models.Tx) error {
		var known bool
		var err error
		if row, known, err = tx.PhotoByKey(u.keys...); err != nil {
			return err
		}
		if known && row.State == models.PhotoErasing {
			return errBusy
		}
		if known {
			return nil
		}
		if err := p.room(tx); err != nil {
			return err
		}
		row = models.Photo{
			TokenHash: hashOf(tokenOf(u.tokens[0])), KeyHash: u.keys[0], BodyHash: u.bodies[0],
			File: hex.EncodeToString(name), Bytes: int64(len(in.Body)),
		}
		fresh, err := tx.AddPhoto(&row)
		if err == nil && !fresh {
			err = errBusy
		}
		return err
	})
	return row, err
}

// room refuses what the worker could not come to within the hour, and what nobody claims.
func (p *Photos) room(tx *models.Tx) error {
	waiting, err := tx.CountPhotos(models.PhotoArriving, models.PhotoQuarantine)
	if err != nil {
		return err
	}
	unclaimed, err := tx.CountUnclaimedPhotos()
	if err != nil {
		return err
	}
	if waiting >= int64(p.settings.Queue) || unclaimed >= 5*int64(p.settings.Queue) {
		return errQueue
	}
	return nil
}

// quarantine writes the file of an arriving photo. An upload sent again writes the same file once more.
func (p *Photos) quarantine(ctx context.Context, row models.Photo, body []byte) error {
	sealed, err := p.keys.SealBytes(purposeRaw+row.File, body)
	if err != nil {
		return err
	}
	if err := p.files.Put(ctx, rawName(row), sealed); err != nil {
		return models.NewError(models.CodeUnavailable, "照片暂时存不上,刚才的照片没有保存。请稍后重试,投诉文字可先提交。").Because(err)
	}
	gone := false
	err = p.store.Write(ctx, func(tx *models.Tx) error {
		moved, err := tx.MovePhoto(row.ID, models.PhotoArriving, models.PhotoQuarantine)
		if err != nil || moved {
			return err
		}
		now, there, err := tx.PhotoByID(row.ID)
		gone = !there || now.State == models.PhotoErasing
		return err
	})
	if err == nil && gone { // an upload that took so long that Purge came first
		return errors.Join(errBusy, p.files.Delete(ctx, rawName(row)))
	}
	if err == nil {
		p.stir()
	}
	return err
}

func rawName(row models.Photo) string   { return row.File + ".raw" }
func cleanName(row models.Photo) string { return row.File + ".jpg" }

// stir wakes the worker.
func (p *Photos) stir() {
	select {
	case p.wake <- struct{}{}:
	default:
	}
}

var (
	errTooMany = models.NewError(models.CodeTooManyRequests, "刚才上传的照片太多,请过几分钟再传;投诉文字可先提交。")
	errQueue   = models.NewError(models.CodePhotoQueue, "现在上传照片的人较多,刚才的照片没有保存。请过几分钟再传;投诉文字可先提交。")
	errBusy    = models.NewError(models.CodeUnavailable, "这张照片正在处理中,请稍后重试。")
	errUnknown = models.NewError(models.CodeNotFound, "没有找到这张照片,可能已到期清除。")
	errNotYet  = models.NewError(models.CodeNotReady, "照片正在处理,请一两分钟后再看。")
	errLost    = models.NewError(models.CodePhotoLost, "照片文件已不在存储中,无法显示,请联系系统管理员从照片备份恢复。")
	errRefused = models.NewError(models.CodePhotoUnreadable, "这张照片无法打开,已不保留。如仍需要,请投诉人重新拍照或截图后提交。")
)

// Claim gives photos to a complaint, in their order, as its photos 1 to n, in the write that stores the complaint. They
// may still be in quarantine. Errors: CodeInvalid where they are too many or the same; CodePhotoUnknown where one was
// never there, is gone or is another complaint's; CodePhotoUnreadable where one could not be made anew. Each names its
// field photos.<i>, i from 0.
func Claim(tx *models.Tx, ids []string, complaintID int64) error {
	if len(ids) > PerComplaint {
		return fault(models.CodeInvalid, "photos", fmt.Sprintf("照片最多%d张,请去掉多余的后重新提交。", PerComplaint))
	}
	for i, id := range ids {
		field := fmt.Sprintf("photos.%d", i)
		if slices.Contains(ids[:i], id) {
			return fault(models.CodeInvalid, field, fmt.Sprintf("第%d张照片选了两次,请去掉一张后重新提交。", i+1))
		}
		row, ok, err := tx.PhotoByToken(hashOf(id))
		if err != nil {
			return err
		}
		if ok && row.State == models.PhotoRefused {
			return fault(models.CodePhotoUnreadable, field, fmt.Sprintf("第%d张照片打不开,请去掉它,或重新拍照、截图上传后再提交。", i+1))
		}
		if ok && row.State != models.PhotoArriving {
			ok, err = tx.ClaimPhoto(row.ID, complaintID, i+1)
		} else {
			ok = false
		}
		if err != nil {
			return err
		}
		if !ok {
			return fault(models.CodePhotoUnknown, field, fmt.Sprintf("第%d张照片没有找到或已过期,请重新上传这张照片后再提交。", i+1))
		}
	}
	return nil
}

func fault(code models.Code, field, message string) error {
	return models.NewError(code, message, models.Field{Name: field, Code: code, Message: message})
}

// Shown is a photo of a complaint as lists show it.
type Shown struct {
	N     int
	Ready bool
	Why   string // in Chinese, where it is not ready
}

// Of lists a complaint's photos by number.
func Of(tx *models.Tx, complaintID int64) ([]Shown, error) {
	rows, err := tx.PhotosOf(complaintID)
	out := make([]Shown, 0, len(rows))
	for _, row := range rows {
		shown := Shown{N: *row.N, Ready: row.State == models.PhotoReady}
		if !shown.Ready {
			shown.Why = models.MessageOf(stateError(row))
		}
		out = append(out, shown)
	}
	return out, err
}

func stateError(row models.Photo) error {
	switch row.State {
	case models.PhotoReady:
		return nil
	case models.PhotoRefused:
		return errRefused
	case models.PhotoErasing:
		return errUnknown
	default:
		return errNotYet
	}
}

// Open returns photo n of a complaint, a JPEG without metadata. Who may see the complaint is the caller's to ask.
// Errors: CodeNotFound; CodeNotReady while it is in quarantine; CodePhotoUnreadable where it could not be made anew;
// CodePhotoLost where the storage has it no more.
func (p *Photos) Open(ctx context.Context, complaintID int64, n int) ([]byte, error) {
	var row models.Photo
	err := p.store.Read(ctx, func(tx *models.Tx) error {
		var ok bool
		var err error
		if row, ok, err = tx.PhotoOf(complaintID, n); err == nil && !ok {
			err = errUnknown
		}
		return err
	})
	if err == nil {
		err = stateError(row)
	}
	if err != nil {
		return nil, err
	}
	return p.clean(ctx, row)
}

// clean reads a photo's file as it may be shown.
func (p *Photos) clean(ctx context.Context, row models.Photo) ([]byte, error) {
	sealed, err := p.files.Get(ctx, cleanName(row))
	if errors.Is(err, ErrNoFile) {
		return nil, errLost.Because(fmt.Errorf("photo %d: %w", row.ID, err))
	}
	if err != nil {
		return nil, models.NewError(models.CodeUnavailable, "照片存储暂时没有回应,请稍后重试。").Because(err)
	}
	return p.keys.OpenBytes(purposeClean+row.File, sealed)
}
