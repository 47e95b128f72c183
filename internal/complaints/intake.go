package complaints

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"wanping/internal/outbox"
	"wanping/internal/photos"
	"wanping/internal/qrcodes"
	"wanping/models"
)

// Bounds of a complaint, in characters, and of its photos.
const (
	textLeast  = 5
	textMost   = 2000
	nameMost   = 30
	photosMost = photos.PerComplaint
)

// Intake is a complaint as it comes in. Code and Text are needed.
type Intake struct {
	Code    string
	Text    string
	Photos  []string // of uploads
	Name    string
	Mobile  string
	About   string // AboutService where it is ""
	Channel string // ChannelH5 where it is ""
	OpenID  string // of a complainant in the chat, or of a visitor of the mini-program until the text was checked
	Address string // where it came from; counted under a keyed hash, never kept
}

// Key makes a submission happen once however often it is sent.
type Key struct {
	Key  string
	Body []byte
}

// Received is what a complainant takes home. The secret is not kept: it is derived again for the same submission.
type Received struct {
	models.Complaint
	Secret string
}

// Receive keeps a complaint; what it returns without an error is durable. The same key and body give the same answer.
// Errors: CodeInvalid with fields; CodeTooManyRequests; CodeIdempotencyKeyRequired, CodeIdempotencyConflict; those of the
// codes and of the photos.
func (c *Complaints) Receive(ctx context.Context, in Intake, key Key) (Received, error) {
	in = in.tidy()
	if err := in.check(key); err != nil {
		return Received{}, err
	}
	d, err := c.draft(in, key)
	if err != nil {
		return Received{}, err
	}
	if kept, ok, err := c.sent(ctx, d); ok || err != nil {
		return kept, err
	}
	place, err := c.codes.Resolve(ctx, in.Code)
	if err != nil {
		return Received{}, err
	}
	d.complaint.SubjectSection, d.complaint.SubjectUnit = place.SectionNo, place.UnitNo
	if err := c.admit(ctx, in, place); err != nil {
		return Received{}, err
	}
	for range 5 { // receipts that are taken are drawn anew
		kept, done, err := c.keep(ctx, d, place)
		if err != nil || done {
			return kept, err
		}
		if kept, ok, err := c.sent(ctx, d); ok || err != nil { // another process was first
			return kept, err
		}
	}
	return Received{}, models.NewError(models.CodeUnavailable, "同一份内容正在提交,请几秒后重试。")
}

func (in Intake) tidy() Intake {
	in.Text, in.Name = Tidy(in.Text), Tidy(in.Name)
	in.Mobile = strings.TrimPrefix(strip(in.Mobile), "+86")
	in.Code = strings.TrimSpace(in.Code)
	if in.About == "" {
		in.About = models.AboutService
	}
	if in.Channel == "" {
		in.Channel = models.ChannelH5
	}
	return in
}

// Tidy drops what cannot be seen from a text that people wrote, and blanks at its ends. Lines stay.
func Tidy(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return -1
		}
		return r
	}, text))
}

var mobilePattern = regexp.MustCompile(`^1[3-9][0-9]{9}$`)

func (in Intake) check(key Key) error {
	if key.Key == "" {
		return models.NewError(models.CodeIdempotencyKeyRequired, "请求缺少提交编号(Idempotency-Key),无法防止重复保存,请更新客户端后重试。")
	}
	var fields []models.Field
	fault := func(name, message string) {
		fields = append(fields, models.Field{Name: name, Code: models.CodeInvalid, Message: message})
	}
	if n := utf8.RuneCountInString(in.Text); n < textLeast || n > textMost {
		fault("text", fmt.Sprintf("请用%d至%d个字说明情况,现在是%d个字。", textLeast, textMost, n))
	}
	if utf8.RuneCountInString(in.Name) > nameMost {
		fault("name", fmt.Sprintf("姓名请不超过%d个字,也可以不填。", nameMost))
	}
	if in.Mobile != "" && !mobilePattern.MatchString(in.Mobile) {
		fault("mobile", "手机号应为11位数字,也可以不填。")
	}
	if len(in.Photos) > photosMost || len(in.Photos) != len(slices.Compact(slices.Sorted(slices.Values(in.Photos)))) {
		fault("photos", fmt.Sprintf("照片最多%d张,每张只能用一次。", photosMost))
	}
	if in.About != models.AboutService && in.About != models.AboutRetaliation {
		fault("about", "请选择投诉类型:service(办事服务)或 retaliation(打击报复)。")
	}
	if !slices.Contains([]string{models.ChannelH5, models.ChannelMini, models.ChannelChat}, in.Channel) {
		fault("channel", "不认识这个来源渠道,请更新客户端后重试。")
	}
	if len(fields) == 0 {
		return nil
	}
	return models.NewError(models.CodeInvalid, fields[0].Message, fields...)
}

// draft is a submission made ready, all hashing and sealing done, for one write.
type draft struct {
	in        Intake
	key       Key
	complaint models.Complaint
	sends     [][]byte // by each key in use, the current first
	bodies    [][]byte
	move      models.ComplaintMove
	text      []byte
}

func (c *Complaints) draft(in Intake, key Key) (*draft, error) {
	d := &draft{in: in, key: key, complaint: models.Complaint{
		Channel: in.Channel, About: in.About, State: models.ComplaintReceived, Version: 1, Photos: len(in.Photos), UnitTextSealed: []byte{},
	}}
	if c.checker != nil && in.OpenID != "" && in.Channel == models.ChannelMini { // WeChat knows no followers here
		d.complaint.ContentMark = markDue
	}
	var err error
	if d.sends, err = c.keys.Indexes(indexSend, key.Key); err != nil {
		return nil, err
	}
	if d.bodies, err = c.keys.Indexes(indexBody, string(key.Body), in.Channel); err != nil {
		return nil, err
	}
	d.complaint.SendIndex, d.complaint.BodyIndex = d.sends[0], d.bodies[0]
	for _, s := range []struct {
		to             *[]byte
		purpose, plain string
	}{
		{&d.complaint.NameSealed, purposeName, in.Name}, {&d.complaint.MobileSealed, purposeMobile, in.Mobile},
		{&d.complaint.OpenIDSealed, purposeOpenID, in.OpenID}, {&d.complaint.TextSealed, purposeText, in.Text},
	} {
		if *s.to, err = c.seal(s.purpose, s.plain); err != nil {
			return nil, err
		}
	}
	d.move = models.ComplaintMove{Version: 1, Move: MoveReceive, ToState: models.ComplaintReceived, Side: string(SideComplainant), Detail: in.Channel}
	d.move.TextIndex, d.text, err = c.sealMove("")
	return d, err
}

// sealMove makes a move's text ready: its keyed hash, which stays, and itself, which can be erased.
func (c *Complaints) sealMove(text string) (index, sealed []byte, err error) {
	if index, err = c.keys.Index(indexMove, text); err != nil {
		return nil, nil, err
	}
	sealed, err = c.seal(purposeMove, text)
	return index, sealed, err
}

// sent finds what the same submission has stored before.
func (c *Complaints) sent(ctx context.Context, d *draft) (Received, bool, error) {
	var kept models.Complaint
	var ok bool
	err := c.store.Read(ctx, func(tx *models.Tx) (err error) {
		kept, ok, err = tx.ComplaintBySend(d.sends...)
		return err
	})
	if err != nil || !ok {
		return Received{}, false, err
	}
	if !slices.ContainsFunc(d.bodies, func(b []byte) bool { return bytes.Equal(b, kept.BodyIndex) }) {
		return Received{}, true, models.NewError(models.CodeIdempotencyConflict,
			"这个提交编号已用于另一份投诉,刚才的内容没有保存。请返回重新填写后提交。")
	}
	candidates, err := c.secrets(kept.Receipt, d.key.Key)
	if err != nil {
		return Received{}, true, err
	}
	for _, secret := range candidates {
		right, err := c.opens(kept.Receipt, secret, kept.SecretIndex)
		if err != nil {
			return Received{}, true, err
		}
		if right {
			first, err := c.asReceived(kept)
			return Received{first, secret}, true, err
		}
	}
	return Received{}, true, errReceipt // the key by which the secret was derived is no longer in the key file
}

// asReceived is the first answer, whatever has happened since: the same body for the same submission.
func (c *Complaints) asReceived(kept models.Complaint) (models.Complaint, error) {
	var err error
	kept.State = models.ComplaintReceived
	kept.AcceptBy, kept.AnswerBy, err = c.deadlines(kept.ReceivedAt.Time(), false)
	return kept, err
}

// admit refuses what came too often before it costs a write.
func (c *Complaints) admit(ctx context.Context, in Intake, place qrcodes.Place) error {
	return c.store.Read(ctx, func(tx *models.Tx) error {
		sources, err := c.sources(tx.Now(), in, place.SectionNo)
		if err != nil {
			return err
		}
		return within(tx, sources)
	})
}

// keep stores the complaint in one write with its photos, its counts and what is to be told; false where the receipt or
// the submission is known already.
func (c *Complaints) keep(ctx context.Context, d *draft, place qrcodes.Place) (Received, bool, error) {
	var err error
	row, move := d.complaint, d.move
	if row.Receipt, err = drawReceipt(); err != nil {
		return Received{}, false, err
	}
	secrets, err := c.secrets(row.Receipt, d.key.Key)
	if err != nil {
		return Received{}, false, err
	}
	if row.SecretIndex, err = c.secretIndex(row.Receipt, secrets[0]); err != nil {
		return Received{}, false, err
	}
	done := false
	var kept models.Complaint
	err = c.store.Write(ctx, func(tx *models.Tx) error {
		kept, done = row, false
		sources, err := c.sources(tx.Now(), d.in, place.SectionNo)
		if err != nil {
			return err
		}
		if err := within(tx, sources); err != nil {
			return err
		}
		if kept.AcceptBy, kept.AnswerBy, err = c.deadlines(tx.Now(), false); err != nil {
			return err
		}
		if done, err = tx.AddComplaint(&kept); err != nil || !done {
			return err
		}
		return c.complete(tx, d, &kept, place, move, sources)
	})
	return Received{kept, secrets[0]}, done, err
}

// complete stores what belongs to a new complaint.
func (c *Complaints) complete(tx *models.Tx, d *draft, kept *models.Complaint, place qrcodes.Place, move models.ComplaintMove, sources []subject) error {
	move.ComplaintID = kept.ID
	if _, err := tx.AddComplaintMove(&move, d.text); err != nil {
		return err
	}
	if err := photos.Claim(tx, d.in.Photos, kept.ID); err != nil {
		return err
	}
	if err := outbox.Enqueue(tx, receivedMessages(kept, place)...); err != nil {
		return err
	}
	return count(tx, sources) // last: whoever complains of the same section waits for these rows
}
