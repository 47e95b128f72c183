package outbox

import (
	"context"
	"maps"
	"slices"
	"time"

	"wanping/internal/clock"
	"wanping/models"
)

// unreachedTerm is how long somebody who was not reached is listed.
const unreachedTerm = 7 * 24 * time.Hour

// Unreached lists what was meant to go out, with a card, in the last seven days, that no channel has brought to a person
// and that is not read in the inbox; and counts the people. A unit's manager sees the own unit's. after is a cursor.
// Errors: CodeForbidden.
func (o *Outbox) Unreached(ctx context.Context, actor models.Actor, after int64, limit int) ([]models.DeliveryWay, int64, error) {
	topics, err := meantToGoOut()
	if err != nil {
		return nil, 0, err
	}
	unit := 0
	switch actor.Role {
	case models.RoleUnitManager:
		unit = actor.UnitNo
	case models.RoleReviewOffice, models.RoleWorkCommittee, models.RoleAuditor, models.RoleAdministrator:
	default:
		return nil, 0, models.NewError(models.CodeForbidden, "您的账号没有这项权限,如有需要请联系系统管理员。")
	}
	var rows []models.DeliveryWay
	var people int64
	err = o.store.Read(ctx, func(tx *models.Tx) (err error) {
		since, today := models.At(tx.Now().Add(-unreachedTerm)), models.DayOf(tx.Now(), clock.Shanghai)
		if rows, err = tx.Unreached(topics, since, unit, today, after, limit); err != nil {
			return err
		}
		people, err = tx.CountUnreached(topics, since, unit, today)
		return err
	})
	return rows, people, err
}

// meantToGoOut lists the topics with a card. That others were not reached is aside: telling of it would never end.
func meantToGoOut() ([]string, error) {
	words, err := Bundled()
	if err != nil {
		return nil, err
	}
	topics := slices.Sorted(maps.Keys(words.topics))
	return slices.DeleteFunc(topics, func(name string) bool { return words.topics[name].Card == "" || name == topicUnreached }), nil
}

// Person is somebody whom messages have not reached.
type Person struct {
	Login     string
	Role      models.Role
	UnitNo    int      // of a unit's manager; 0 for others
	SectionNo int      // of a liaison; 0 for others
	Topics    []string // of what has not come
	Channels  []string // that were tried
	Last      time.Time
}

// UnreachedSince lists, by login, the people whom something has not reached that was sent since a moment, and that they have
// not read.
func (o *Outbox) UnreachedSince(ctx context.Context, since time.Time) ([]Person, error) {
	topics, err := meantToGoOut()
	if err != nil {
		return nil, err
	}
	people := map[string]*Person{}
	err = o.store.Read(ctx, func(tx *models.Tx) error {
		for after := int64(0); ; {
			rows, err := tx.Unreached(topics, models.At(since), 0, models.Day{}, after, unreachedBatch)
			if err != nil || len(rows) == 0 {
				return err
			}
			after = rows[len(rows)-1].ID
			if err := addTo(people, tx, rows); err != nil {
				return err
			}
		}
	})
	out := make([]Person, 0, len(people))
	for _, login := range slices.Sorted(maps.Keys(people)) {
		out = append(out, *people[login])
	}
	return out, err
}

// unreachedBatch is how many deliveries are looked at together.
const unreachedBatch = 500

func addTo(people map[string]*Person, tx *models.Tx, rows []models.DeliveryWay) error {
	ids := make([]int64, len(rows))
	for i, d := range rows {
		ids[i] = d.ID
	}
	tried, err := tx.ChannelsTried(ids)
	if err != nil {
		return err
	}
	for _, d := range rows {
		p := people[d.Login]
		if p == nil {
			p = &Person{Login: d.Login, Role: d.Role, UnitNo: orZero(d.UnitNo), SectionNo: orZero(d.SectionNo)}
			people[d.Login] = p
		}
		p.Topics, p.Channels = joined(p.Topics, d.Topic), joined(p.Channels, tried[d.ID]...)
		if at := d.SettledAt.Time(); at.After(p.Last) {
			p.Last = at
		}
	}
	return nil
}

func orZero(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

// joined adds what is not there yet.
func joined(list []string, more ...string) []string {
	for _, one := range more {
		if !slices.Contains(list, one) {
			list = append(list, one)
		}
	}
	return list
}
