package complaints

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"net/netip"
	"time"

	"wanping/internal/clock"
	"wanping/models"
)

// subject is something that is counted: the keyed hash of a source, another one every day.
type subject struct {
	index []byte
	limit Limit
	whom  string // as people read it
}

func (c *Complaints) subject(now time.Time, kind, value, whom string, limit Limit) (subject, error) {
	index, err := c.keys.Index(indexCounter, kind, models.DayOf(now, clock.Shanghai).String(), value)
	return subject{index, limit, whom}, err
}

// network is the part of an address that one household or office has: of IPv6 the first 64 bits.
func network(address string) string {
	at, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	at = at.Unmap().WithZone("")
	if at.Is4() {
		return at.String()
	}
	prefix, err := at.Prefix(64)
	if err != nil {
		return at.String()
	}
	return prefix.String()
}

// sources are what a submission counts against.
func (c *Complaints) sources(now time.Time, in Intake, sectionNo int) ([]subject, error) {
	limits := c.settings.Limits
	list := []struct {
		kind, value, whom string
		limit             Limit
	}{
		{"address", network(in.Address), "这个网络地址", limits.Address},
		{"address_daily", network(in.Address), "这个网络地址今天", limits.AddressDaily},
		{"mobile", in.Mobile, "这个手机号", limits.Mobile},
		{"section", fmt.Sprint(sectionNo), "对这个科室", limits.Section},
	}
	var out []subject
	for _, s := range list {
		if s.value == "" {
			continue
		}
		one, err := c.subject(now, s.kind, s.value, s.whom, s.limit)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// within refuses what came too often, and says when to come again.
func within(tx *models.Tx, subjects []subject) error {
	indexes := make([][]byte, len(subjects))
	for i, s := range subjects {
		indexes[i] = s.index
	}
	rows, err := tx.ComplaintCounters(indexes...)
	if err != nil {
		return err
	}
	for _, s := range subjects {
		for _, row := range rows {
			if bytes.Equal(row.SubjectIndex, s.index) && row.Used >= s.limit.Most {
				return tooMany(s.whom+"提交的投诉较多,刚才的内容没有保存", row.ExpiresAt.Time().Sub(tx.Now()))
			}
		}
	}
	return nil
}

func tooMany(what string, wait time.Duration) error {
	refusal := models.NewError(models.CodeTooManyRequests,
		fmt.Sprintf("%s,请约%d分钟后再试;急事请直接联系县评议办。", what, int(math.Ceil(wait.Minutes()))))
	refusal.RetryAfter = wait
	return refusal
}

func count(tx *models.Tx, subjects []subject) error {
	for _, s := range subjects {
		if err := tx.CountComplaint(s.index, s.limit.Within); err != nil {
			return err
		}
	}
	return nil
}

// guesser is who tries receipts and secrets: an address, and an address at one receipt.
type guesser struct{ address, pair subject }

func (c *Complaints) guesser(now time.Time, address, receipt string) (guesser, error) {
	var g guesser
	var err error
	limits := c.settings.Limits
	if g.address, err = c.subject(now, "guess", network(address), "", limits.Guesses); err != nil {
		return g, err
	}
	g.pair, err = c.subject(now, "guess_case", network(address)+" "+receipt, "", limits.GuessesCase)
	return g, err
}

// missed counts a wrong guess and returns its refusal. An address that guessed too often is told to wait instead, and
// costs no write any more; whoever has the right secret behind the same address is not stopped by that.
func (c *Complaints) missed(ctx context.Context, g guesser) error {
	refusal := error(errReceipt)
	full := false
	err := c.store.Read(ctx, func(tx *models.Tx) error {
		rows, err := tx.ComplaintCounters(g.address.index)
		if full = len(rows) > 0 && rows[0].Used >= g.address.limit.Most; full {
			refusal = tooMany("查询编号或查询码填错次数过多", rows[0].ExpiresAt.Time().Sub(tx.Now()))
		}
		return err
	})
	if err != nil || full {
		return either(err, refusal)
	}
	return either(c.store.Write(ctx, func(tx *models.Tx) error { return count(tx, []subject{g.address, g.pair}) }), refusal)
}

func either(err, refusal error) error {
	if err != nil {
		return err
	}
	return refusal
}
