package reminders

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"wanping/internal/clock"
	"wanping/internal/outbox"
	"wanping/models"
)

// missing is somebody whom messages have not reached.
type missing struct {
	name  string   // of the office that they hold: nothing personal
	what  []string // titles of what has not come
	tried []string // channels, in Chinese
}

// channelNames are the outbox's channels as managers know them.
var channelNames = map[string]string{
	"subscription": "小程序订阅消息", "template": "公众号模板消息", "chat": "公众号对话", outbox.ChannelSMS: "短信",
}

// gatherUnreached asks whom something has not reached since a day, one duty a person.
func (r *Reminders) gatherUnreached(ctx context.Context, names *names, first models.Day) ([]Duty, error) {
	people, err := r.rooms.Outbox.UnreachedSince(ctx, first.At(0, clock.Shanghai))
	if err != nil {
		return nil, err
	}
	duties := make([]Duty, len(people))
	for i, p := range people {
		unit := p.UnitNo
		if p.SectionNo != 0 {
			unit = names.unitOf[p.SectionNo]
		}
		duties[i] = Duty{
			Ref: p.Login, Section: p.SectionNo, Unit: unit, SectionName: names.section(p.SectionNo), UnitName: names.unit(unit),
			Last: models.DayOf(p.Last, clock.Shanghai), Due: p.Last.Truncate(time.Millisecond), missing: r.missing(names, p),
		}
	}
	return duties, nil
}

func (r *Reminders) missing(names *names, p outbox.Person) *missing {
	m := &missing{name: p.Login}
	switch {
	case p.SectionNo != 0:
		m.name = names.section(p.SectionNo) + "联络员"
	case p.UnitNo != 0:
		m.name = names.unit(p.UnitNo) + "管理员"
	}
	for _, name := range p.Topics {
		topic, _ := r.words.Topic(name)
		m.what = append(m.what, topic.Title)
	}
	for _, name := range p.Channels {
		m.tried = append(m.tried, channelNames[name])
	}
	return m
}

// unreached are the values of several people at once: of a unit, or of the county.
func unreached(due []*Duty) map[string]string {
	var people, what, tried []string
	units := map[int]bool{}
	for _, d := range due {
		people, what, tried = append(people, d.missing.name), append(what, d.missing.what...), append(tried, d.missing.tried...)
		if d.Unit != 0 {
			units[d.Unit] = true
		}
	}
	once := func(list []string) []string { return slices.Compact(slices.Sorted(slices.Values(list))) }
	v := map[string]string{
		"unit": unitName(due), "units": strconv.Itoa(len(units)), "count": strconv.Itoa(len(due)),
		"people": peopleText(people), "what": strings.Join(once(what), "、"), "tried": strings.Join(once(tried), "、"),
	}
	if v["tried"] == "" {
		v["tried"] = "没有可用的渠道"
	}
	return v
}

func peopleText(people []string) string {
	if len(people) <= namesShown {
		return strings.Join(people, "、")
	}
	return fmt.Sprintf("%s等%d人", strings.Join(people[:namesShown], "、"), len(people))
}
