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
	words, err := Bundled()
	if err != nil {
		return nil, 0, err
	}
	topics := slices.Sorted(maps.Keys(words.topics))
	topics = slices.DeleteFunc(topics, func(name string) bool { return words.topics[name].Card == "" })
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
